package org.geovq.graph;

/**
 * The Fisher-Rao distance of two normal distributions, a distance in the hyperbolic half-plane.
 *
 * <p>Costa, Santos and Strapasson 2015, "Fisher information distance: a geometrical reading",
 * Discrete Applied Mathematics 197, doi 10.1016/j.dam.2014.10.004.
 */
final class FisherRao {
  /** Below this the series is exact to a double; above, the logarithm is to 1e-12. */
  private static final double SMALL = 1e-6;

  private FisherRao() {}

  /**
   * The squared distance, 2 acosh(1 + x)^2 with x = ((mu - mu')^2 / 2 + (sigma - sigma')^2) / (2
   * sigma sigma'), taken as 8 asinh(sqrt(x / 2))^2, which keeps its digits for small x.
   */
  static double square(double mu, double sigma, double otherMu, double otherSigma) {
    double distance = mu - otherMu;
    double spread = sigma - otherSigma;
    return fromHalf((0.5 * distance * distance + spread * spread) / (4 * (sigma * otherSigma)));
  }

  /** The squared distance from x / 2, in which it grows. */
  static double fromHalf(double half) {
    if (half < SMALL) {
      return 8 * half * (1 - half / 3 + half * half * (8.0 / 45));
    }
    double asinh = Math.log(Math.sqrt(half) + Math.sqrt(1 + half));
    return 8 * asinh * asinh;
  }
}
