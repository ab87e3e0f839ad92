/**
 * Clusterings: k-medoids on a table of distances, along the graph or straight, in one process, in
 * parts or on a sample of the nodes, and Lloyd's k-means as its Euclidean control. Deterministic
 * for a seed, whatever the threads and parts.
 */
package org.geovq.cluster;
