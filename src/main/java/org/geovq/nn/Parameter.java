package org.geovq.nn;

import java.io.Serializable;
import java.util.SplittableRandom;
import org.geovq.random.Draw;

/**
 * One trainable array of a network.
 *
 * @param name unique within the network; no underscore, at which DL4J splits names
 * @param shape convolution kernels are [kH, kW, in, out], transposed ones [kH, kW, out, in], dense
 *     ones [in, out]
 * @param bound starting values are uniform in (-bound, bound); 0: all zero
 */
public record Parameter(String name, long[] shape, double bound) implements Serializable {

  /** Number of values. */
  public int length() {
    long n = 1;
    for (long s : shape) {
      n = Math.multiplyExact(n, s);
    }
    return Math.toIntExact(n);
  }

  /**
   * Whether a name is that of a convolution's kernel or a dense layer's matrix, as {@link Ops}
   * gives them; not of a bias, a table of embeddings or a codebook.
   */
  static boolean isWeight(String name) {
    return name.endsWith(".weight");
  }

  /** Starting values, a function of the seed and the name alone. */
  public float[] initial(long seed) {
    float[] values = new float[length()];
    if (bound > 0) {
      SplittableRandom random = Draw.generator(seed, "parameter " + name, 0);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-bound, bound);
      }
    }
    return values;
  }
}
