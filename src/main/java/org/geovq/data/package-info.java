/**
 * Data sets as streams of small images of bytes with a stable id, a split and a label. Knows
 * nothing of Spark.
 */
package org.geovq.data;
