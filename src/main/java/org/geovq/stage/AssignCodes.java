package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.code.Assigner;
import org.geovq.code.Codebook;
import org.geovq.code.DirectAssigner;
import org.geovq.code.GeodesicAssigner;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Length;
import org.geovq.config.Settings.Rule;
import org.geovq.data.Split;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.geovq.stage.Latents.Latent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stage assign-codes: every vector of every split to a code of one arm, by one rule. */
public final class AssignCodes implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(AssignCodes.class);
  private static final int IMAGES_AT_ONCE = 256;

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
    Map<Rule, Broadcast<Assigner>> assigners = assigners(context, codebook);
    Decoding decoding = Decoding.of(context, arm, context.settings().codebook().decode());
    Map<Rule, Double> errors = new EnumMap<>(Rule.class);
    for (Map.Entry<Rule, Broadcast<Assigner>> candidate : assigners.entrySet()) {
      double mse = validationError(context, decoding, candidate.getValue());
      errors.put(candidate.getKey(), mse);
      String rule = key(candidate.getKey());
      LOG.info(
          "assign-codes: {} rule, image MSE on the validation split {}",
          rule,
          String.format("%.5f", mse));
      context.count("validation_mse_" + rule, mse);
    }
    Rule rule = choose(context.settings().assign().rule(), errors);
    context.count("rule", key(rule));
    Codes.countForm(context, decoding.grid(), codebook.size());
    int positions = BuildGraph.positions(context);
    var codes = assign(Latents.read(context), positions, assigners.get(rule)).map(CodeGrid::row);
    JobProgress.during(
        context,
        name(),
        codes.getNumPartitions(),
        () -> Tables.append(context.spark(), codes, Codes.SCHEMA, context.output()));
  }

  /** The best one is the first of equals. */
  private Rule choose(Rule configured, Map<Rule, Double> errors) {
    if (configured == Rule.AUTO) {
      return Collections.min(errors.entrySet(), Map.Entry.comparingByValue()).getKey();
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
  private Map<Rule, Broadcast<Assigner>> assigners(StageContext context, Codebook codebook)
      throws IOException {
    GraphTable.Geometry geometry = GraphTable.read(context);
    Map<Rule, Broadcast<Assigner>> assigners = new EnumMap<>(Rule.class);
    for (Rule rule : List.of(Rule.GEODESIC, Rule.DIRECT, Rule.EUCLIDEAN)) {
      if (rule != Rule.GEODESIC || arm == Arm.GEODESIC) {
        Assigner assigner = assigner(context.settings(), geometry, codebook, rule);
        assigners.put(rule, context.sparkContext().broadcast(assigner));
      }
    }
    return assigners;
  }

  /**
   * What gives vectors their code by a rule.
   *
   * @throws IllegalArgumentException if the rule is AUTO, which says to choose one
   */
  static Assigner assigner(
      Settings settings, GraphTable.Geometry geometry, Codebook codebook, Rule rule) {
    Metric metric = settings.graph().metric();
    return switch (rule) {
      case GEODESIC ->
          new GeodesicAssigner(
              geometry.graph(),
              geometry.nodes(),
              metric,
              codebook.medoidNodes(),
              neighbours(settings),
              settings.graph().lengthPower());
      case DIRECT -> new DirectAssigner(codebook.medoids(), metric);
      case EUCLIDEAN -> new DirectAssigner(codebook.medoids(), Metric.EUCLIDEAN);
      case AUTO -> throw new IllegalArgumentException("auto is no rule to assign by");
    };
  }

  /** Decoded lengths cannot be added to the distance to a node: of several, which is nearest? */
  private static int neighbours(Settings settings) {
    return settings.graph().length() == Length.PULLBACK ? 1 : settings.assign().neighbours();
  }

  /** The rule that an arm's codes were assigned by. */
  static Rule rule(StageContext context, Arm arm) throws IOException {
    Object rule = context.manifest(Codes.directory(arm)).counts().get("rule");
    return Rule.valueOf(rule.toString().toUpperCase(Locale.ROOT));
  }

  /**
   * The codes of images.
   *
   * @param positions vectors per image
   */
  static JavaRDD<CodeGrid> assign(
      JavaRDD<Latent> latents, int positions, Broadcast<Assigner> assigner) {
    return latents.mapPartitions(
        part ->
            Tables.chunked(
                part, IMAGES_AT_ONCE, some -> assign(some, positions, assigner.value())));
  }

  private static List<CodeGrid> assign(List<Latent> latents, int positions, Assigner assigner) {
    LatentPoints points = Latents.points(latents, latents.get(0).mu().length / positions);
    int[] codes = new int[points.size()];
    assigner.assign(points, 0, codes.length, codes);
    List<CodeGrid> grids = new ArrayList<>(latents.size());
    for (int i = 0; i < latents.size(); i++) {
      Latent latent = latents.get(i);
      int[] own = Arrays.copyOfRange(codes, i * positions, (i + 1) * positions);
      grids.add(new CodeGrid(latent.id(), latent.split(), latent.label(), own));
    }
    return grids;
  }

  private static double validationError(
      StageContext context, Decoding decoding, Broadcast<Assigner> assigner) throws IOException {
    JavaRDD<CodeGrid> grids =
        assign(Latents.read(context, Split.VALIDATION), BuildGraph.positions(context), assigner);
    return decoding.figures(grids, Images.read(context, Split.VALIDATION)).mse();
  }
}
