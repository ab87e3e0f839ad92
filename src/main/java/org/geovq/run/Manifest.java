package org.geovq.run;

import java.util.Map;

/**
 * What a finished stage says of itself; a stage's directory without one is not done.
 *
 * @param id drawn anew for every execution, so that what was made from an older one is known to be
 *     stale
 * @param fingerprint hash of the stage's configuration and its inputs' ids
 * @param inputs output directory of each stage that was read to its id
 * @param counts what came out, by name
 * @param seconds wall time; a resumed stage adds up
 */
public record Manifest(
    String stage,
    String id,
    String fingerprint,
    Map<String, String> configuration,
    Map<String, String> inputs,
    Map<String, String> versions,
    Map<String, Object> counts,
    double seconds,
    String finished) {

  /** A count that the stage wrote. */
  public long count(String name) {
    return number(name).longValue();
  }

  /** A figure that the stage wrote. */
  public double figure(String name) {
    return number(name).doubleValue();
  }

  private Number number(String name) {
    if (counts.get(name) instanceof Number n) {
      return n;
    }
    throw new IllegalStateException("the manifest of " + stage + " has no number " + name);
  }
}
