package org.geovq.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.geovq.eval.Spread;

/**
 * One arm against another at the same entropy of the codes: codebooks of one size may carry
 * different numbers of bits, and more bits buy a lower error.
 */
final class EqualRate {
  private EqualRate() {}

  /**
   * MSE of an arm's points minus what the other arm's curve of the same seed (or of its only one,
   * as a trained network has) has at the same entropy, between two of its sizes by a straight line
   * of log MSE, as a chord of the convex curve itself would lie above it and favour the arm.
   *
   * @return by codebook size of the arm; only sizes at which the other curve has that entropy
   */
  static Map<Integer, Spread> differences(List<Metrics.Point> points, String arm, String other) {
    boolean once = trainedOnce(points, other) && !trainedOnce(points, arm);
    Map<Integer, List<Double>> bySize = new TreeMap<>();
    for (Metrics.Point point : points) {
      if (point.arm().equals(arm)) {
        at(curve(points, other, point.seed()), point.entropyBitsPerImage())
            .ifPresent(
                mse ->
                    bySize
                        .computeIfAbsent(point.size(), size -> new ArrayList<>())
                        .add(point.mse() - mse));
      }
    }
    Map<Integer, Spread> spreads = new TreeMap<>();
    bySize.forEach(
        (size, values) -> {
          Spread found = Spread.of(values.stream().mapToDouble(v -> v).toArray());
          // How one training would spread over seeds of its own nobody knows.
          spreads.put(size, once ? new Spread(found.mean(), 0, 1) : found);
        });
    return spreads;
  }

  private static boolean trainedOnce(List<Metrics.Point> points, String arm) {
    return points.stream()
            .filter(point -> point.arm().equals(arm))
            .mapToLong(Metrics.Point::seed)
            .distinct()
            .count()
        == 1;
  }

  /**
   * Points of an arm and a seed by their entropy, without those that have more bits and no less
   * error than another; an arm of one seed has the same for all.
   */
  private static Metrics.Point[] curve(List<Metrics.Point> points, String arm, long seed) {
    boolean once = trainedOnce(points, arm);
    List<Metrics.Point> kept = new ArrayList<>();
    points.stream()
        .filter(point -> point.arm().equals(arm) && (once || point.seed() == seed))
        .sorted(Comparator.comparingDouble(Metrics.Point::entropyBitsPerImage))
        .filter(point -> kept.isEmpty() || point.mse() < kept.get(kept.size() - 1).mse())
        .forEach(kept::add);
    return kept.toArray(Metrics.Point[]::new);
  }

  private static OptionalDouble at(Metrics.Point[] curve, double entropy) {
    double[] rates = Arrays.stream(curve).mapToDouble(Metrics.Point::entropyBitsPerImage).toArray();
    for (int i = 0; i < rates.length; i++) {
      if (rates[i] == entropy) {
        return OptionalDouble.of(curve[i].mse());
      }
      if (i > 0 && rates[i - 1] < entropy && entropy < rates[i]) {
        double t = (entropy - rates[i - 1]) / (rates[i] - rates[i - 1]);
        return OptionalDouble.of(Math.pow(curve[i - 1].mse(), 1 - t) * Math.pow(curve[i].mse(), t));
      }
    }
    return OptionalDouble.empty();
  }
}
