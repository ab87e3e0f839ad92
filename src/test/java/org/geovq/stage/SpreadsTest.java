package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geovq.eval.Spread;
import org.geovq.stage.Metrics.Point;
import org.junit.jupiter.api.Test;

final class SpreadsTest {
  /** Seeds 1, 2, 3: geodesic 1, 2, 6; k-means 4, 2, 3 in another order; VQ-VAE 2, once. */
  private static final List<Point> POINTS =
      List.of(
          point("geodesic", 8, 1, 1),
          point("geodesic", 8, 2, 2),
          point("geodesic", 8, 3, 6),
          point("geodesic", 4, 1, 100),
          point("kmeans", 8, 3, 3),
          point("kmeans", 8, 1, 4),
          point("kmeans", 8, 2, 2),
          point("vqvae", 8, 42, 2));

  private final Metrics.Sweep sweep = Spreads.of(POINTS, 8);

  /** Squares about 3: 4 + 1 + 9 = 14, over two; about 3: 0 + 1 + 1. */
  @Test
  void spreadIsOverTheSeedsOfOneSize() {
    assertEquals(Set.of("geodesic", "kmeans", "vqvae"), sweep.spread().keySet());
    assertSpread(3, Math.sqrt(7), 3, sweep.spread().get("geodesic").get("mse"));
    assertSpread(3, 1, 3, sweep.spread().get("kmeans").get("mse"));
    assertSpread(2, 0, 1, sweep.spread().get("vqvae").get("mse"));
  }

  /** Differences by seed -3, 0, 3 with mean 0: squares 18, over two. */
  @Test
  void differencesArePairedBySeed() {
    assertEquals(Set.of("kmeans", "vqvae"), sweep.geodesicMinus().keySet());
    assertSpread(0, 3, 3, sweep.geodesicMinus().get("kmeans").get("mse"));
  }

  /** Its own spread is not known, so that none is claimed. */
  @Test
  void againstOneTrainingADifferenceHasNoSpread() {
    assertSpread(1, 0, 1, sweep.geodesicMinus().get("vqvae").get("mse"));
  }

  /** Each figure of a test point is the MSE plus a number of its own. */
  @Test
  void eachFigureIsThatOfItsName() {
    Map<String, Spread> figures = sweep.spread().get("kmeans");
    assertEquals(
        List.of("mse", "psnr_db", "ssim", "used", "usage_perplexity", "entropy_bits_per_image"),
        new ArrayList<>(figures.keySet()));
    double added = 0;
    for (Spread figure : figures.values()) {
      assertSpread(3 + added, 1, 3, figure);
      added += 10;
    }
  }

  @Test
  void oneSeedHasNoDifferences() {
    Metrics.Sweep one = Spreads.of(List.of(POINTS.get(0), POINTS.get(5)), 8);
    assertEquals(Map.of(), one.geodesicMinus());
    assertSpread(1, 0, 1, one.spread().get("geodesic").get("mse"));
  }

  @Test
  void aSizeThatWasNotMeasuredHasNoSpreads() {
    Metrics.Sweep other = Spreads.of(POINTS, 16);
    assertEquals(Map.of(), other.spread());
    assertEquals(Map.of(), other.geodesicMinus());
    assertEquals(POINTS, other.points());
  }

  private static Point point(String arm, int size, long seed, int x) {
    return new Point(arm, size, seed, x, x + 10, x + 20, x + 30, x + 40, x + 50, null);
  }

  private static void assertSpread(double mean, double deviation, int n, Spread found) {
    assertEquals(mean, found.mean(), 1e-12);
    assertEquals(deviation, found.standardDeviation(), 1e-12);
    assertEquals(n, found.n());
  }
}
