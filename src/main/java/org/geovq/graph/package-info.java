/**
 * The graph along the latent manifold: nearest neighbours, exact or approximate, in a {@link
 * org.geovq.graph.Metric}, the symmetrised k-NN graph, its components and their bridges, shortest
 * paths, lengths pulled back through a decoder, and ways between two images. Single-process
 * building blocks that stages call on ranges of rows.
 */
package org.geovq.graph;
