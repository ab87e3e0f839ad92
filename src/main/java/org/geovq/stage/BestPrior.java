package org.geovq.stage;

import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;

/**
 * Of a run that has priors: the one that describes an arm's codes of validation images in the
 * fewest nats.
 *
 * @param kind its name in the metrics
 */
public record BestPrior(String kind, Metrics.Prior figures) {

  /** Of an arm. */
  public static BestPrior of(Metrics metrics, Arm arm) {
    Map.Entry<String, Metrics.Prior> best =
        Collections.min(
            metrics.prior().get(arm.key()).entrySet(),
            Comparator.comparingDouble(prior -> prior.getValue().validationNatsPerImage()));
    return new BestPrior(best.getKey(), best.getValue());
  }

  PriorKind priorKind() {
    return PriorKind.valueOf(kind.toUpperCase(Locale.ROOT));
  }

  double bitsPerImage() {
    return figures.nllNatsPerImage() / Math.log(2);
  }

  /**
   * What the classifier says of the samples from an arm's best prior; null where it was not asked.
   */
  static Metrics.SampleClasses classes(Metrics metrics, Arm arm) {
    Metrics.Classes classes = metrics.fidelity().classes();
    return classes.samples().getOrDefault(arm.key(), Map.of()).get(of(metrics, arm).kind());
  }
}
