/**
 * Networks described on SameDiff's native operations, trained data-parallel by Deeplearning4j
 * Spark, and their checkpoints. DL4J's own convolution layers are never used: they are ten times
 * slower.
 */
package org.geovq.nn;
