package org.geovq.nn;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Where a worker's steps went wrong.
 *
 * @param worker counted from 0
 * @param step of the epoch, counted from 1
 * @param loss of that step
 * @param gradient the largest of that step
 * @param before the largest gradient of the steps before, since parameters were averaged; null:
 *     there was none
 * @param parameter the largest parameter as the workers got it
 */
record Divergence(
    int worker, int step, double loss, Extreme gradient, Extreme before, Extreme parameter)
    implements Serializable {

  /** The one that came first: a worker stops where its numbers end. */
  static Divergence first(List<Divergence> all) {
    return all.stream()
        .min(
            Comparator.comparingInt(Divergence::step)
                .thenComparing(Divergence::isFinite)
                .thenComparing(Comparator.comparingDouble(Divergence::loss).reversed())
                .thenComparingInt(Divergence::worker))
        .orElseThrow();
  }

  /** Such as "step 37 of worker 0: the loss is NaN, the largest gradient before was 3e+08 in w". */
  String inWords() {
    return "step " + step + " of worker " + worker + ": " + what() + ", " + because();
  }

  private boolean isFinite() {
    return Double.isFinite(loss) && gradient.isFinite();
  }

  private String what() {
    if (Double.isFinite(loss) && !gradient.isFinite()) {
      return String.format(
          Locale.ROOT, "the loss is %.3g and the gradient of %s no number", loss, gradient.name());
    }
    return String.format(Locale.ROOT, "the loss is %.3g", loss);
  }

  private String because() {
    Extreme cause = before == null ? parameter : before;
    return String.format(
        Locale.ROOT,
        "the largest %s before was %.2g in %s",
        before == null ? "parameter" : "gradient",
        cause.size(),
        cause.name());
  }
}
