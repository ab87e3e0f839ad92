/**
 * Clusterings: k-medoids on a table of distances, along the graph or straight, and Lloyd's k-means
 * as its Euclidean control. Deterministic for a seed.
 */
package org.geovq.cluster;
