package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Decode;
import org.geovq.config.Settings.Geometry;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.eval.CodeUsage;
import org.geovq.eval.LatentFigures;
import org.geovq.eval.LatentMeter;
import org.geovq.eval.PriorFigures;
import org.geovq.eval.ReconstructionFigures;
import org.geovq.eval.ReconstructionMeter;
import org.geovq.model.CodeLikelihood;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.Prior;
import org.geovq.model.Vae;
import org.geovq.nn.ParameterSet;
import org.geovq.onnx.DistanceNetwork;
import org.geovq.onnx.OnnxSession;
import org.geovq.run.Json;
import org.geovq.run.RunDirectory;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/** Stage evaluate: every figure of the report, on the test split. */
public final class Evaluate implements Stage {
  /** Where the stage writes. */
  public static final String DIRECTORY = "metrics";

  static final String FILE = "metrics.json";

  /** What the metrics call the continuous auto-encoder. */
  public static final String VAE = "vae";

  /** Ends the names of an arm's figures before its codes are refined, and with its own decoder. */
  public static final String UNREFINED = "_unrefined";

  public static final String FINETUNED = "_finetuned";

  /** Another one than that of metrics which are there: they are made anew. */
  private static final String FORM = "with the validation nats of priors";

  private static final String LPIPS_KEY = "evaluate.lpips.file";
  private final List<String> inputs;

  /**
   * @param inputs directories of all earlier stages
   */
  Evaluate(List<String> inputs) {
    this.inputs = inputs;
  }

  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String output() {
    return DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return inputs;
  }

  @Override
  public List<String> settings() {
    return List.of(
        "arms",
        "prior.kinds",
        "finetune.arms",
        "codebook.decode",
        "assign.neighbours",
        "assign.refine-rounds",
        "evaluate.lpips.size");
  }

  @Override
  public Map<String, String> sources(StageContext context) throws IOException {
    Map<String, String> sources = new TreeMap<>(Map.of("form", FORM));
    Settings.Onnx lpips = context.settings().lpips();
    if (lpips.given()) {
      sources.put("lpips", OnnxNetwork.read(context, LPIPS_KEY, lpips).sha256());
    }
    return sources;
  }

  /** Nothing is known of a user's network; hours may lie before it is needed. */
  @Override
  public void check(StageContext context) throws IOException {
    Settings.Onnx lpips = context.settings().lpips();
    if (lpips.given()) {
      try (OnnxSession session = OnnxSession.open(OnnxNetwork.read(context, LPIPS_KEY, lpips), 1)) {
        DistanceNetwork.check(session, OnnxNetwork.preparation(lpips));
      }
    }
  }

  @Override
  public String about() {
    return "measures reconstructions, codes and priors on the test split";
  }

  @Override
  public void run(StageContext context) throws IOException {
    try (Lpips lpips = Lpips.of(context, LPIPS_KEY)) {
      write(context, lpips);
    }
    context.count("test_images", context.manifest(Images.DIRECTORY).count(Split.TEST.configName()));
  }

  private void write(StageContext context, Lpips lpips) throws IOException {
    Metrics metrics =
        new Metrics(
            reconstructions(context, lpips),
            byArm(context, Evaluate::usage),
            byArm(context, Evaluate::priors),
            latents(context),
            byArm(context, (c, arm) -> c.manifest(Codes.directory(arm)).counts()),
            clusters(context),
            byArm(context, CodeCounts::positions),
            context.settings().fidelity().enabled() ? Fidelity.read(context) : null,
            lpips == null ? null : lpips.file(),
            sweep(context),
            ablation(context),
            seconds(context));
    Json.write(context.files(), new Path(context.output(), FILE), metrics);
  }

  @FunctionalInterface
  private interface Figure<T> {
    T of(StageContext context, Arm arm) throws IOException;
  }

  private static <T> Map<String, T> byArm(StageContext context, Figure<T> figure)
      throws IOException {
    Map<String, T> figures = new LinkedHashMap<>();
    for (Arm arm : context.settings().arms()) {
      figures.put(arm.key(), figure.of(context, arm));
    }
    return figures;
  }

  private static List<Metrics.Variant> ablation(StageContext context) throws IOException {
    List<Metrics.Variant> variants = new ArrayList<>();
    for (Geometry geometry : context.settings().ablation()) {
      variants.addAll(Ablation.read(context, geometry));
    }
    return variants;
  }

  private static Map<String, Metrics.Reconstruction> reconstructions(
      StageContext context, Lpips lpips) throws IOException {
    Map<String, Metrics.Reconstruction> figures = new LinkedHashMap<>();
    figures.put(VAE, continuous(context, lpips));
    Decode configured = context.settings().codebook().decode();
    for (Arm arm : context.settings().arms()) {
      figures.put(arm.key(), quantized(context, arm, configured, lpips));
      if (context.settings().assign().refineRounds() > 0) {
        figures.put(arm.key() + UNREFINED, unrefined(context, arm, lpips));
      }
      for (Decode other : Codebooks.otherDecodes(arm, configured)) {
        String name = arm.key() + "_" + other.name().toLowerCase(Locale.ROOT);
        figures.put(name, quantized(context, arm, other, lpips));
      }
      if (context.settings().finetune().arms().contains(arm)) {
        figures.put(arm.key() + FINETUNED, finetuned(context, arm, configured, lpips));
      }
    }
    return figures;
  }

  static Metrics read(StageContext context) throws IOException {
    return read(context.directory());
  }

  /**
   * The metrics of a finished run.
   *
   * @throws UserError if they are damaged
   */
  public static Metrics read(RunDirectory run) throws IOException {
    Path file = new Path(run.of(DIRECTORY), FILE);
    return Json.read(run.files(), file, Metrics.class, Metrics::amend);
  }

  private static Metrics.Reconstruction continuous(StageContext context, Lpips lpips)
      throws IOException {
    Models.Trained<Vae> trained = Models.read(context, TrainVae.DIRECTORY, Vae.class);
    Vae vae = trained.network();
    ImageShape shape = Images.shape(context);
    Broadcast<ParameterSet> parameters = context.sparkContext().broadcast(trained.parameters());
    int batchSize = context.settings().inferenceBatchSize();
    ReconstructionMeter all =
        Images.read(context, Split.TEST)
            .mapPartitions(
                images -> {
                  ImageCodec codec =
                      Tables.untilTaskEnds(new ImageCodec(vae, parameters.value(), batchSize));
                  ReconstructionMeter meter = new ReconstructionMeter(shape);
                  DistanceNetwork network = lpips == null ? null : lpips.network();
                  while (images.hasNext()) {
                    List<LabelledImage> batch = Tables.take(images, batchSize);
                    float[] originals = ImageShard.planar(shape, batch);
                    float[] decoded = codec.decode(codec.encode(originals)[0]);
                    Lpips.add(meter, network, originals, decoded, batch.size());
                  }
                  return List.of(meter).iterator();
                })
            .reduce(ReconstructionMeter::merge);
    parameters.destroy();
    return named(all.figures());
  }

  private static Metrics.Reconstruction quantized(
      StageContext context, Arm arm, Decode decode, Lpips lpips) throws IOException {
    return quantized(context, arm, Codebooks.source(context, arm, decode), lpips);
  }

  private static Metrics.Reconstruction quantized(
      StageContext context, Arm arm, Codebooks.Source source, Lpips lpips) throws IOException {
    try (Decoding decoding = Decoding.of(context, source)) {
      return named(
          decoding.figures(
              Codes.read(context, arm, Split.TEST), Images.read(context, Split.TEST), lpips));
    }
  }

  /** The codes that the arm's rule gives, before they are chosen again. */
  private static Metrics.Reconstruction unrefined(StageContext context, Arm arm, Lpips lpips)
      throws IOException {
    JavaRDD<LabelledImage> images = Images.read(context, Split.TEST);
    try (Coding coding =
            arm.postHoc()
                ? PostHocCoding.byRule(context, arm)
                : EndToEndCoding.nearest(context, arm);
        Decoding decoding = Decoding.of(context, coding.source())) {
      return named(decoding.figures(coding.grids().of(Split.TEST), images, lpips));
    }
  }

  /** The arm's codes through a decoder that was trained on them. */
  private static Metrics.Reconstruction finetuned(
      StageContext context, Arm arm, Decode decode, Lpips lpips) throws IOException {
    return quantized(context, arm, FinetuneDecoder.source(context, arm, decode), lpips);
  }

  private static Metrics.Reconstruction named(ReconstructionFigures figures) {
    return new Metrics.Reconstruction(
        figures.mse(),
        figures.l1(),
        figures.psnrDb(),
        figures.ssim(),
        Double.isNaN(figures.lpips()) ? null : figures.lpips());
  }

  private static Metrics.CodebookFigures usage(StageContext context, Arm arm) throws IOException {
    CodeUsage usage = CodeUsage.of(counts(context, arm), Codes.form(context, arm).positions());
    return new Metrics.CodebookFigures(
        usage.size(),
        usage.used(),
        usage.usagePerplexity(),
        usage.topShare(),
        usage.bitsPerImage());
  }

  /** How often each code of an arm stands in the test split. */
  static long[] counts(StageContext context, Arm arm) throws IOException {
    return counts(Codes.read(context, arm, Split.TEST), Codes.form(context, arm).size());
  }

  /** How often each of K codes stands in grids. */
  static long[] counts(JavaRDD<CodeGrid> all, int size) {
    return CodeCounts.table(all, 1, size, (grid, table) -> CodeUsage.count(grid.codes(), table[0]))[
        0];
  }

  /** How codes go with labels, by arm; empty where images have no labels. */
  static Map<String, Metrics.Clusters> clusters(StageContext context) throws IOException {
    int labels = Images.classes(Images.read(context, Split.TEST).map(LabelledImage::label));
    return labels == 0 ? Map.of() : byArm(context, (c, arm) -> CodeCounts.clusters(c, arm, labels));
  }

  private static Map<String, Metrics.Prior> priors(StageContext context, Arm arm)
      throws IOException {
    Map<String, Metrics.Prior> figures = new LinkedHashMap<>();
    for (PriorKind kind : context.settings().prior().kinds()) {
      figures.put(kind.key(), prior(context, arm, kind));
    }
    return figures;
  }

  private static Metrics.Prior prior(StageContext context, Arm arm, PriorKind kind)
      throws IOException {
    PriorFigures figures =
        prior(context, Models.readPrior(context, arm, kind), Codes.read(context, arm, Split.TEST));
    return new Metrics.Prior(
        TrainPrior.validationNats(context, arm, kind),
        figures.nllNatsPerImage(),
        figures.bitsPerPosition(),
        figures.bitsPerDim(),
        figures.perplexity());
  }

  /** What a prior says of codes that it was not trained on. */
  static PriorFigures prior(
      StageContext context, Models.Trained<? extends Prior> trained, JavaRDD<CodeGrid> heldOut)
      throws IOException {
    Prior network = trained.network();
    Broadcast<ParameterSet> parameters = context.sparkContext().broadcast(trained.parameters());
    int batchSize = context.settings().inferenceBatchSize();
    double[] sums =
        heldOut
            .mapPartitions(
                grids -> {
                  CodeLikelihood likelihood =
                      Tables.untilTaskEnds(
                          new CodeLikelihood(network, parameters.value(), batchSize));
                  double[] sum = new double[2];
                  while (grids.hasNext()) {
                    List<CodeGrid> some = Tables.take(grids, batchSize);
                    double[] nats =
                        likelihood.nats(
                            some.stream().map(CodeGrid::codes).toList(),
                            some.stream().mapToInt(CodeGrid::label).toArray());
                    sum[0] += Arrays.stream(nats).sum();
                    sum[1] += nats.length;
                  }
                  return List.of(sum).iterator();
                })
            .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
    parameters.destroy();
    int pixels = Images.shape(context).pixels();
    return PriorFigures.of(sums[0], (long) sums[1], network.positions(), pixels);
  }

  private static Metrics.Latent latents(StageContext context) throws IOException {
    Vae vae = Models.read(context, TrainVae.DIRECTORY, Vae.class).network();
    LatentGrid grid = Models.grid(context, vae);
    LatentFigures figures =
        Latents.read(context, Split.TEST)
            .mapPartitions(
                part -> {
                  LatentMeter meter = new LatentMeter(vae.latent(), vae.positions());
                  part.forEachRemaining(
                      latent -> {
                        float[] mu = new float[grid.size()];
                        float[] logVariance = new float[grid.size()];
                        grid.toDecoder(latent.mu(), 0, mu, 0);
                        grid.toDecoder(latent.logVariance(), 0, logVariance, 0);
                        meter.add(mu, logVariance);
                      });
                  return List.of(meter).iterator();
                })
            .reduce(LatentMeter::merge)
            .figures();
    return new Metrics.Latent(
        figures.activeUnits(),
        figures.activeChannels(),
        figures.klNatsPerImage(),
        figures.klNatsPerChannel());
  }

  private static Metrics.Sweep sweep(StageContext context) throws IOException {
    List<Metrics.Point> points = new ArrayList<>();
    for (int size : context.settings().sweep().sizes()) {
      points.addAll(Sweep.read(context, size));
    }
    return points.isEmpty() ? null : Spreads.of(points, context.settings().codebook().size());
  }

  private Map<String, Double> seconds(StageContext context) throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (String directory : inputs) {
      seconds.put(directory, context.manifest(directory).seconds());
    }
    return seconds;
  }
}
