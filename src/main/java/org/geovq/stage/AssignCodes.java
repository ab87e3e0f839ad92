package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.code.Assigner;
import org.geovq.code.Codebook;
import org.geovq.code.DirectAssigner;
import org.geovq.code.GeodesicAssigner;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Length;
import org.geovq.config.Settings.Rule;
import org.geovq.data.Split;
import org.geovq.graph.Metric;
import org.geovq.run.Manifest;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stage assign-codes: every vector of every split to a code of one arm, by one rule. */
public final class AssignCodes implements Stage {
  /** The order in which tasks end reaches the last digits of an error. */
  private static final double ROUNDING = 1e-9;

  private static final Logger LOG = LoggerFactory.getLogger(AssignCodes.class);

  private final Arm arm;

  AssignCodes(Arm arm) {
    this.arm = arm;
  }

  @Override
  public String name() {
    return "assign-codes";
  }

  @Override
  public String output() {
    return Codes.directory(arm);
  }

  @Override
  public List<String> inputs() {
    return List.of(
        Images.DIRECTORY,
        TrainVae.DIRECTORY,
        Latents.DIRECTORY,
        GraphTable.DIRECTORY,
        Quantize.directory(arm));
  }

  @Override
  public List<String> settings() {
    return List.of("assign", "codebook.decode");
  }

  @Override
  public String about() {
    return "gives every latent vector its code";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Codebook codebook = Quantize.read(context, arm);
    Map<Rule, Assigner> assigners = assigners(context, codebook);
    Codebooks.Source source = PostHocCoding.source(context, codebook);
    try (Decoding decoding = Decoding.of(context, source)) {
      Rule rule = choose(context.settings().assign().rule(), errors(context, decoding, assigners));
      context.count("rule", key(rule));
      Codes.Form form = Codes.countForm(context, decoding.grid(), codebook.size());
      try (Assignment assignment = Assignment.refined(context, assigners.get(rule), source)) {
        JavaRDD<CodeGrid> grids = assignment.codes(Latents.read(context), Images.read(context));
        Codes.write(context, name(), form, grids, decoding);
      }
    }
  }

  private Map<Rule, Double> errors(
      StageContext context, Decoding decoding, Map<Rule, Assigner> assigners) throws IOException {
    Map<Rule, Double> errors = new EnumMap<>(Rule.class);
    for (Map.Entry<Rule, Assigner> candidate : assigners.entrySet()) {
      try (Assignment assignment = Assignment.of(context, candidate.getValue())) {
        Rule rule = candidate.getKey();
        JavaRDD<CodeGrid> grids =
            assignment.codes(
                Latents.read(context, Split.VALIDATION), Images.read(context, Split.VALIDATION));
        errors.put(rule, Codes.validationError(context, name(), key(rule), grids, decoding));
      }
    }
    return errors;
  }

  /** The best one is the first of equals, whatever the order in which sums were added up. */
  private Rule choose(Rule configured, Map<Rule, Double> errors) {
    if (configured == Rule.AUTO) {
      double least = Collections.min(errors.values());
      return errors.entrySet().stream()
          .filter(rule -> rule.getValue() <= least * (1 + ROUNDING))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow();
    }
    if (errors.containsKey(configured)) {
      return configured;
    }
    LOG.info(
        "assign-codes: the {} rule is none for {}, the direct one takes its place",
        key(configured),
        arm.key());
    return Rule.DIRECT;
  }

  private static String key(Rule rule) {
    return rule.name().toLowerCase(Locale.ROOT);
  }

  /** Paths along the graph lead to nodes, and suit codes that were chosen by such paths. */
  private Map<Rule, Assigner> assigners(StageContext context, Codebook codebook)
      throws IOException {
    GraphTable.Geometry geometry = GraphTable.read(context);
    Map<Rule, Assigner> assigners = new EnumMap<>(Rule.class);
    for (Rule rule : List.of(Rule.GEODESIC, Rule.DIRECT, Rule.EUCLIDEAN)) {
      if (rule != Rule.GEODESIC || arm == Arm.GEODESIC) {
        assigners.put(rule, assigner(context.settings(), () -> geometry, codebook, rule));
      }
    }
    return assigners;
  }

  /**
   * What gives vectors their code by a rule.
   *
   * @param graph only the geodesic rule asks for it
   * @throws IllegalArgumentException if the rule is AUTO, which says to choose one
   */
  static Assigner assigner(Settings settings, GraphTable.Source graph, Codebook codebook, Rule rule)
      throws IOException {
    Metric metric = settings.graph().metric();
    return switch (rule) {
      case GEODESIC -> geodesic(settings, graph.get(), codebook);
      case DIRECT -> new DirectAssigner(codebook.medoids(), metric);
      case EUCLIDEAN -> new DirectAssigner(codebook.medoids(), Metric.EUCLIDEAN);
      case AUTO -> throw new IllegalArgumentException("auto is no rule to assign by");
    };
  }

  private static Assigner geodesic(
      Settings settings, GraphTable.Geometry geometry, Codebook codebook) {
    return new GeodesicAssigner(
        geometry.graph(),
        geometry.nodes(),
        settings.graph().metric(),
        codebook.medoidNodes(),
        neighbours(settings),
        settings.graph().lengthPower());
  }

  /** Decoded lengths cannot be added to the distance to a node: of several, which is nearest? */
  private static int neighbours(Settings settings) {
    return settings.graph().length() == Length.PULLBACK ? 1 : settings.assign().neighbours();
  }

  /** The rule that an arm's codes were assigned by. */
  static Rule rule(StageContext context, Arm arm) throws IOException {
    Manifest manifest = context.manifest(Codes.directory(arm));
    Object told = manifest.counts().get("rule");
    return Arrays.stream(Rule.values())
        .filter(rule -> rule != Rule.AUTO && key(rule).equals(told))
        .findFirst()
        .orElseThrow(() -> manifest.wrong("rule", "geodesic, direct or euclidean"));
  }
}
