package org.geovq.eval;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Kernel distance of two sets of feature vectors: the unbiased estimate of the squared maximum mean
 * discrepancy with the kernel k(x, y) = (x.y / D + 1)^3. Lower is better; it is 0 on average, and
 * so negative about half the time, for two sets from one distribution.
 *
 * <p>M. Bińkowski, D. J. Sutherland, M. Arbel, A. Gretton, "Demystifying MMD GANs", ICLR 2018,
 * arXiv 1801.01401. With the features of the Inception network it is the KID, elsewhere it is not.
 * Unlike the Fréchet distance it does not depend on the number of images but for its spread.
 */
public final class KernelDistance {
  private KernelDistance() {}

  /**
   * Mean and spread over blocks: each of the first vectors of a with as many of b, then the next.
   *
   * @param a {@code [at least blocks x size, D]}, in an order that means nothing
   * @param b likewise
   * @param size vectors of each set in a block, at least 2
   * @throws IllegalArgumentException where there are too few vectors, or dimensions differ
   */
  public static Spread between(float[][] a, float[][] b, int blocks, int size) {
    if (blocks < 1 || size < 2 || Math.min(a.length, b.length) < (long) blocks * size) {
      throw new IllegalArgumentException(
          blocks + " blocks of " + size + " from " + a.length + " and " + b.length + " vectors");
    }
    double[] distances = new double[blocks];
    for (int i = 0; i < blocks; i++) {
      distances[i] = ofBlock(a, b, i * size, size);
    }
    return Spread.of(distances);
  }

  private static double ofBlock(float[][] a, float[][] b, int from, int size) {
    int dimension = a[from].length;
    try (INDArray x = block(a, from, size, dimension);
        INDArray y = block(b, from, size, dimension)) {
      double pairs = (double) size * (size - 1);
      return sum(x, x, dimension, false) / pairs
          + sum(y, y, dimension, false) / pairs
          - 2 * sum(x, y, dimension, true) / ((double) size * size);
    }
  }

  private static INDArray block(float[][] features, int from, int size, int dimension) {
    double[][] block = new double[size][dimension];
    for (int i = 0; i < size; i++) {
      float[] row = features[from + i];
      if (row.length != dimension) {
        throw new IllegalArgumentException(
            "features of " + dimension + " and " + row.length + " numbers");
      }
      for (int j = 0; j < dimension; j++) {
        block[i][j] = row[j];
      }
    }
    return Nd4j.createFromArray(block);
  }

  /** Sum of the kernel over all pairs of rows, with or without those of a row and itself. */
  private static double sum(INDArray x, INDArray y, int dimension, boolean diagonal) {
    int size = x.rows();
    double sum = 0;
    try (INDArray products = Nd4j.create(DataType.DOUBLE, new long[] {size, size}, 'f')) {
      Nd4j.gemm(x, y, products, false, true, 1.0, 0.0);
      double[] values = products.data().asDouble();
      for (int i = 0; i < values.length; i++) {
        double base = values[i] / dimension + 1;
        boolean own = i / size == i % size;
        sum += diagonal || !own ? base * base * base : 0;
      }
    }
    return sum;
  }
}
