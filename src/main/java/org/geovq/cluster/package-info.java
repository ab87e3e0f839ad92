/**
 * Clusterings: k-medoids on a table of graph distances, and Lloyd's k-means as its Euclidean
 * control. Single-threaded and deterministic for a seed.
 */
package org.geovq.cluster;
