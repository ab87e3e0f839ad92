package org.geovq.graph;

import java.util.Arrays;

/**
 * Lengths of graph edges as the decoder sees them. Node i is one position of an image's latents; an
 * edge (i, j) is the segment from mu_i to mu_j at that position, all other positions kept, and its
 * length is that of the curve of decoded images: the sum of the L2 distances of successive images
 * at t = 0, 1/steps, ..., 1. Each end has an image of its own: the mean of the two lengths counts.
 *
 * <p>The length in the metric that the decoder pulls back from pixel space: Arvanitidis, Hansen and
 * Hauberg 2018, "Latent space oddity: on the curvature of deep generative models", ICLR,
 * arXiv:1710.11379.
 */
public final class PullBack {
  private final Decoder decoder;
  private final int dimension;
  private final int size;
  private final int steps;
  private final int batch;

  /**
   * @param positions vectors per image
   * @param dimension numbers per vector, D
   * @param steps pieces of each segment, at least 1
   * @param batch images decoded at a time, at least 1; no length depends on it
   * @throws IllegalArgumentException if one of them is less than 1
   */
  public PullBack(Decoder decoder, int positions, int dimension, int steps, int batch) {
    if (Math.min(Math.min(positions, dimension), Math.min(steps, batch)) < 1) {
      throw new IllegalArgumentException(
          "%d positions of %d, %d steps and batches of %d; expected at least 1 of each"
              .formatted(positions, dimension, steps, batch));
    }
    this.decoder = decoder;
    this.dimension = dimension;
    this.size = positions * dimension;
    this.steps = steps;
    this.batch = batch;
  }

  /**
   * Lengths of edges, any part of a graph's. Decodes 2 steps images an edge and one a node.
   *
   * @param from [edges]: one end of each
   * @param to [edges]: the other end
   * @param nodes the graph's nodes
   * @param contexts [nodes][positions * D]: the latents of each node's image, by position; nodes of
   *     one image may share them
   * @param places [nodes]: position of each node in its image
   * @return [edges], at least 0, in the unit of a pixel
   * @throws IllegalArgumentException if the arrays do not fit each other
   */
  public float[] lengths(
      int[] from, int[] to, LatentPoints nodes, float[][] contexts, int[] places) {
    if (from.length != to.length
        || nodes.dimension() != dimension
        || contexts.length != nodes.size()
        || places.length != nodes.size()) {
      throw new IllegalArgumentException("Edges, nodes, contexts and places do not fit each other");
    }
    Curves curves = new Curves(from.length);
    int previous = -1;
    for (long end : ends(from, to)) {
      int node = (int) (end >>> 32);
      int edge = (int) end >>> 1;
      int other = (end & 1) == 0 ? to[edge] : from[edge];
      for (int step = node == previous ? 1 : 0; step <= steps; step++) {
        double t = (double) step / steps;
        float[] cell = Interpolation.between(nodes.mu(), node, nodes.mu(), other, dimension, t);
        curves.add(edge, step, contexts[node], cell, places[node]);
      }
      previous = node;
    }
    return curves.lengths();
  }

  /**
   * Both ends of every edge by node, so that a node's own image is decoded once: the node above
   * twice the edge, plus 1 for the second end.
   */
  private static long[] ends(int[] from, int[] to) {
    long[] ends = new long[2 * from.length];
    for (int e = 0; e < from.length; e++) {
      ends[2 * e] = (long) from[e] << 32 | 2L * e;
      ends[2 * e + 1] = (long) to[e] << 32 | 2L * e + 1;
    }
    Arrays.sort(ends);
    return ends;
  }

  /** Decodes points of curves as they come, a batch at a time, and adds up the curves' lengths. */
  private final class Curves {
    private final double[] sums;
    private final float[] latents = new float[batch * size];
    private final int[] edges = new int[batch];
    private final int[] pointSteps = new int[batch];
    private int filled;

    /** The image of the last node, from which its curves start, and that of the last point. */
    private float[] start;

    private float[] last;

    Curves(int edges) {
      sums = new double[edges];
    }

    void add(int edge, int step, float[] context, float[] cell, int place) {
      System.arraycopy(context, 0, latents, filled * size, size);
      System.arraycopy(cell, 0, latents, filled * size + place * dimension, dimension);
      edges[filled] = edge;
      pointSteps[filled] = step;
      filled++;
      if (filled == batch) {
        decode();
      }
    }

    private void decode() {
      float[] images = decoder.decode(Arrays.copyOf(latents, filled * size));
      int pixels = images.length / filled;
      for (int i = 0; i < filled; i++) {
        float[] image = Arrays.copyOfRange(images, i * pixels, (i + 1) * pixels);
        if (pointSteps[i] == 0) {
          start = image;
        } else {
          sums[edges[i]] += distance(pointSteps[i] == 1 ? start : last, image);
        }
        last = image;
      }
      filled = 0;
    }

    private static double distance(float[] a, float[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        double difference = a[i] - b[i];
        sum += difference * difference;
      }
      return Math.sqrt(sum);
    }

    float[] lengths() {
      if (filled > 0) {
        decode();
      }
      float[] lengths = new float[sums.length];
      for (int e = 0; e < lengths.length; e++) {
        lengths[e] = (float) (0.5 * sums[e]);
      }
      return lengths;
    }
  }
}
