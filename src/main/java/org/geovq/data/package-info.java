/**
 * Data sets as small images of bytes with a stable id, a split and a label, read in parts, each by
 * itself and as a stream. Knows nothing of Spark.
 */
package org.geovq.data;
