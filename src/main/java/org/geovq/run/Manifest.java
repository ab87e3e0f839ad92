package org.geovq.run;

import java.util.Map;
import java.util.Objects;
import org.geovq.UserError;

/**
 * What a finished stage says of itself; a stage's directory without one is not done.
 *
 * @param id drawn anew for every execution, so that what was made from an older one is known to be
 *     stale
 * @param fingerprint hash of the stage's configuration and its inputs' ids
 * @param inputs output directory of each stage that was read to its id
 * @param counts what came out, by name
 * @param seconds wall time, with that of the attempts before which left something to go on from,
 *     each until the last file that it left
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

  public Manifest {
    Objects.requireNonNull(stage, "no stage");
    Objects.requireNonNull(id, "no id");
    Objects.requireNonNull(fingerprint, "no fingerprint");
    requireText("configuration", configuration);
    requireText("inputs", inputs);
    requireText("versions", versions);
    Objects.requireNonNull(counts, "no counts");
    Objects.requireNonNull(finished, "no time");
  }

  private static void requireText(String what, Map<String, String> texts) {
    if (texts == null || texts.values().stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(what + ": expected names with texts");
    }
  }

  /**
   * A count that the stage wrote.
   *
   * @throws UserError if there is no such whole number, 0 or more
   */
  public long count(String name) {
    Object count = counts.get(name);
    if (count instanceof Integer || count instanceof Long) {
      long value = ((Number) count).longValue();
      if (value >= 0) {
        return value;
      }
    }
    throw wrong(name, "a whole number of at least 0");
  }

  /**
   * A count of which there are arrays.
   *
   * @throws UserError if it is not 1 .. most
   */
  public int size(String name, int most) {
    long size = count(name);
    if (size < 1 || size > most) {
      throw wrong(name, String.format("1 to %,d", most));
    }
    return (int) size;
  }

  /**
   * A figure that the stage wrote.
   *
   * @throws UserError if there is no such number
   */
  public double figure(String name) {
    if (counts.get(name) instanceof Number n) {
      return n.doubleValue();
    }
    throw wrong(name, "a number");
  }

  /** What to say of a count that is none of those that the stage writes. */
  public UserError wrong(String name, String expected) {
    return new UserError(
        "The manifest of %s is damaged: its %s is %s, expected %s; do the stage again with --force %s.",
        stage, name, counts.get(name), expected, stage);
  }
}
