package org.geovq.stage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.geovq.config.Arm;
import org.geovq.eval.Spread;
import org.geovq.stage.Metrics.Point;

/** What the points of a sweep say of means and differences at one codebook size. */
final class Spreads {
  private static final Map<String, ToDoubleFunction<Point>> FIGURES = figures();

  private Spreads() {}

  private static Map<String, ToDoubleFunction<Point>> figures() {
    Map<String, ToDoubleFunction<Point>> figures = new LinkedHashMap<>();
    figures.put("mse", Point::mse);
    figures.put("psnr_db", Point::psnrDb);
    figures.put("ssim", Point::ssim);
    figures.put("used", Point::used);
    figures.put("usage_perplexity", Point::usagePerplexity);
    figures.put("entropy_bits_per_image", Point::entropyBitsPerImage);
    return figures;
  }

  /**
   * A sweep with its spreads.
   *
   * @param size K at which seeds are compared; spreads are empty if no point has it
   */
  static Metrics.Sweep of(List<Point> points, int size) {
    Map<String, List<Point>> byArm = bySeed(points, size);
    Map<String, Map<String, Spread>> spread = new LinkedHashMap<>();
    byArm.forEach((arm, own) -> spread.put(arm, byFigure(f -> Spread.of(values(own, f)))));
    return new Metrics.Sweep(points, spread, geodesicMinus(byArm));
  }

  /** Each arm's points at a size, by seed. */
  private static Map<String, List<Point>> bySeed(List<Point> points, int size) {
    Map<String, TreeMap<Long, Point>> sorted = new LinkedHashMap<>();
    for (Point point : points) {
      if (point.size() == size) {
        sorted.computeIfAbsent(point.arm(), arm -> new TreeMap<>()).put(point.seed(), point);
      }
    }
    Map<String, List<Point>> lists = new LinkedHashMap<>();
    sorted.forEach((arm, bySeed) -> lists.put(arm, List.copyOf(bySeed.values())));
    return lists;
  }

  private static Map<String, Map<String, Spread>> geodesicMinus(Map<String, List<Point>> byArm) {
    Map<String, Map<String, Spread>> differences = new LinkedHashMap<>();
    List<Point> geodesic = byArm.getOrDefault(Arm.GEODESIC.key(), List.of());
    if (geodesic.size() > 1) {
      byArm.forEach(
          (arm, other) -> {
            if (other != geodesic) {
              differences.put(arm, byFigure(f -> difference(geodesic, other, f)));
            }
          });
    }
    return differences;
  }

  private static Spread difference(
      List<Point> geodesic, List<Point> other, ToDoubleFunction<Point> figure) {
    double[] own = values(geodesic, figure);
    double[] others = values(other, figure);
    if (others.length == 1) {
      // One training: how it would spread over seeds of its own nobody knows.
      return new Spread(Spread.of(own).mean() - others[0], 0, 1);
    }
    return Spread.ofDifferences(own, others);
  }

  private static double[] values(List<Point> points, ToDoubleFunction<Point> figure) {
    return points.stream().mapToDouble(figure).toArray();
  }

  private static Map<String, Spread> byFigure(Function<ToDoubleFunction<Point>, Spread> spread) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    FIGURES.forEach((name, figure) -> spreads.put(name, spread.apply(figure)));
    return spreads;
  }
}
