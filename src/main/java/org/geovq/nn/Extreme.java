package org.geovq.nn;

import java.io.Serializable;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The largest among named arrays.
 *
 * @param size its Euclidean norm; not a number where one of them has such values
 */
record Extreme(String name, double size) implements Serializable {

  /** Compares by norm; an array that holds what is no number is the largest. */
  static Extreme of(Map<String, INDArray> arrays) {
    Extreme largest = new Extreme("", -1);
    for (Map.Entry<String, INDArray> entry : arrays.entrySet()) {
      double size = entry.getValue().norm2Number().doubleValue();
      if (!Double.isFinite(size)) {
        return new Extreme(entry.getKey(), size);
      }
      if (size > largest.size()) {
        largest = new Extreme(entry.getKey(), size);
      }
    }
    return largest;
  }

  boolean isFinite() {
    return Double.isFinite(size);
  }
}
