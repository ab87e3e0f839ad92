package org.geovq.results;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.geovq.config.Arm;
import org.geovq.config.Keys;
import org.geovq.stage.Evaluate;

/**
 * Figures that others published: published.conf, which says what its blocks mean.
 *
 * @param values in the order of the file
 */
record Published(List<Value> values) {
  private static final String RESOURCE = "published.conf";
  private static final List<String> KEYS = List.of("data", "tag", "source", "figures");
  private static final double MOST = 1e12;

  /** How a figure came to be known. */
  enum Tag {
    /** Reported by the project itself. */
    R,
    /** Computed from what the project published. */
    A,
    /** Estimated from a published picture. */
    P
  }

  /**
   * One figure.
   *
   * @param arm of the project's, by the name of ours: vqvae is any VQ-VAE
   * @param metric the key of a {@link Measure}
   */
  record Value(String data, String arm, String metric, double value, Tag tag, String source) {}

  /** Those that come with the program. */
  static Published load() {
    return read(Keys.ofResource(RESOURCE));
  }

  /**
   * @throws org.geovq.UserError naming the key that is wrong
   */
  static Published read(Keys keys) {
    keys.requireOnly(List.of("projects", "sources"));
    List<Value> values = new ArrayList<>();
    keys.blocks("sources").forEach(source -> add(values, source));
    return new Published(List.copyOf(values));
  }

  private static void add(List<Value> values, Keys source) {
    source.requireOnly(KEYS);
    String data = source.text("data");
    Tag tag = source.choice("tag", Tag.class, Tag::name);
    String words = source.text("source");
    Keys figures = source.block("figures");
    figures.requireOnly(arms());
    for (String arm : figures.names()) {
      Keys ofArm = figures.block(arm);
      ofArm.requireOnly(Measure.keys());
      for (String metric : ofArm.names()) {
        double value = ofArm.real(metric, 0, MOST);
        values.add(new Value(data, arm, metric, value, tag, words));
      }
    }
  }

  private static List<String> arms() {
    return Stream.concat(Stream.of(Evaluate.VAE), Stream.of(Arm.values()).map(Arm::key)).toList();
  }

  /** Those that stand beside a figure of ours: both our VQ-VAEs have the published ones. */
  List<Value> of(String data, String arm, String metric) {
    String theirs = arm.equals(Arm.VQVAE_GRADIENT.key()) ? Arm.VQVAE.key() : arm;
    return values.stream()
        .filter(v -> v.data.equals(data) && v.arm.equals(theirs) && v.metric.equals(metric))
        .toList();
  }
}
