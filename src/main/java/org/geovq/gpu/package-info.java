/**
 * Executors on GPUs: which card an executor has, whether ND4J serves it, and that ND4J uses that
 * card and no other. Nothing of ND4J's native code loads before this is settled.
 */
package org.geovq.gpu;
