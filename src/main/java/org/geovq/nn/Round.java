package org.geovq.nn;

/**
 * What a round came to.
 *
 * @param loss mean over its steps and workers
 * @param divergence of a watched round; else null
 */
record Round(ModelState state, double loss, Divergence divergence) {

  /** Whether all that goes into the next round is a number. */
  boolean isFinite() {
    return Double.isFinite(loss) && isFinite(state.parameters()) && isFinite(state.updater());
  }

  private static boolean isFinite(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value * 0;
    }
    return sum == 0;
  }
}
