package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.config.Settings;
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
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.Vae;
import org.geovq.model.VaeCodec;
import org.geovq.nn.ParameterSet;
import org.geovq.run.Json;
import org.geovq.run.Manifest;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/** Stage evaluate: every figure of the report, on the test split. */
public final class Evaluate implements Stage {
  static final String DIRECTORY = "metrics";
  static final String FILE = "metrics.json";
  static final String VAE = "vae";
  static final String GEODESIC = "geodesic";
  private static final List<String> TIMED =
      List.of(
          Images.DIRECTORY,
          TrainVae.DIRECTORY,
          Latents.DIRECTORY,
          GraphTable.DIRECTORY,
          Geodesics.DIRECTORY,
          Quantize.DIRECTORY,
          Codes.GEODESIC,
          TrainPrior.DIRECTORY,
          Samples.DIRECTORY);

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
    return TIMED;
  }

  @Override
  public List<String> settings() {
    return List.of("codebook.decode");
  }

  @Override
  public String about() {
    return "measures reconstructions, codes and prior on the test split";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Map<String, Metrics.Reconstruction> reconstruction = new LinkedHashMap<>();
    reconstruction.put(VAE, continuous(context));
    Settings.Decode configured = context.settings().codebook().decode();
    for (Settings.Decode decode : Settings.Decode.values()) {
      String arm =
          decode == configured ? GEODESIC : GEODESIC + "_" + decode.name().toLowerCase(Locale.ROOT);
      reconstruction.put(arm, quantized(context, decode));
    }
    Metrics metrics =
        new Metrics(
            reconstruction,
            Map.of(GEODESIC, usage(context)),
            Map.of(GEODESIC, prior(context)),
            latents(context),
            context.manifest(Codes.GEODESIC).counts(),
            seconds(context));
    Json.write(context.files(), new Path(context.output(), FILE), metrics);
    context.count("test_images", context.manifest(Images.DIRECTORY).count(Split.TEST.configName()));
  }

  static Metrics read(StageContext context) throws IOException {
    return Json.read(context.files(), new Path(context.input(DIRECTORY), FILE), Metrics.class);
  }

  private static Metrics.Reconstruction continuous(StageContext context) throws IOException {
    Models.Trained<Vae> trained = Models.read(context, TrainVae.DIRECTORY, Vae.class);
    Vae vae = trained.network();
    ImageShape shape = Images.shape(context);
    Broadcast<ParameterSet> parameters = context.sparkContext().broadcast(trained.parameters());
    int batchSize = context.settings().inferenceBatchSize();
    return named(
        Images.read(context, Split.TEST)
            .mapPartitions(
                images -> {
                  VaeCodec codec =
                      Tables.untilTaskEnds(new VaeCodec(vae, parameters.value(), batchSize));
                  ReconstructionMeter meter = new ReconstructionMeter(shape);
                  while (images.hasNext()) {
                    addContinuous(codec, Tables.take(images, batchSize), shape, meter);
                  }
                  return List.of(meter).iterator();
                })
            .reduce(ReconstructionMeter::merge)
            .figures());
  }

  private static void addContinuous(
      VaeCodec codec, List<LabelledImage> images, ImageShape shape, ReconstructionMeter meter) {
    int pixels = shape.pixels();
    float[] originals = new float[images.size() * pixels];
    for (int i = 0; i < images.size(); i++) {
      ImageShard.toPlanar(shape, images.get(i).pixels(), 0, originals, i * pixels);
    }
    float[] decoded = codec.decode(codec.encode(originals)[0]);
    for (int i = 0; i < images.size(); i++) {
      meter.add(
          Arrays.copyOfRange(originals, i * pixels, (i + 1) * pixels),
          Arrays.copyOfRange(decoded, i * pixels, (i + 1) * pixels));
    }
  }

  private static Metrics.Reconstruction quantized(StageContext context, Settings.Decode decode)
      throws IOException {
    Decoding decoding = Decoding.of(context, Quantize.read(context), decode);
    return named(
        decoding.figures(
            Codes.read(context, Codes.GEODESIC, Split.TEST), Images.read(context, Split.TEST)));
  }

  private static Metrics.Reconstruction named(ReconstructionFigures figures) {
    return new Metrics.Reconstruction(
        figures.mse(), figures.l1(), figures.psnrDb(), figures.ssim());
  }

  private static Metrics.CodebookFigures usage(StageContext context) throws IOException {
    CodeUsage usage = CodeUsage.of(counts(context), BuildGraph.positions(context));
    return new Metrics.CodebookFigures(
        usage.size(),
        usage.used(),
        usage.usagePerplexity(),
        usage.topShare(),
        usage.bitsPerImage());
  }

  /** How often each code stands in the test split. */
  static long[] counts(StageContext context) throws IOException {
    int size = (int) context.manifest(Quantize.DIRECTORY).count("size");
    return Codes.read(context, Codes.GEODESIC, Split.TEST)
        .mapPartitions(
            grids -> {
              long[] counts = new long[size];
              grids.forEachRemaining(grid -> CodeUsage.count(grid.codes(), counts));
              return List.of(counts).iterator();
            })
        .reduce(
            (a, b) -> {
              Arrays.setAll(a, i -> a[i] + b[i]);
              return a;
            });
  }

  private static Metrics.Prior prior(StageContext context) throws IOException {
    Models.Trained<GatedPixelCnn> trained =
        Models.read(context, TrainPrior.DIRECTORY, GatedPixelCnn.class);
    GatedPixelCnn network = trained.network();
    Broadcast<ParameterSet> parameters = context.sparkContext().broadcast(trained.parameters());
    int batchSize = context.settings().inferenceBatchSize();
    double[] sums =
        Codes.read(context, Codes.GEODESIC, Split.TEST)
            .mapPartitions(
                grids -> {
                  CodeLikelihood likelihood =
                      Tables.untilTaskEnds(
                          new CodeLikelihood(network, parameters.value(), batchSize));
                  double[] sum = new double[2];
                  while (grids.hasNext()) {
                    double[] nats =
                        likelihood.nats(
                            Tables.take(grids, batchSize).stream().map(CodeGrid::codes).toList(),
                            null);
                    sum[0] += Arrays.stream(nats).sum();
                    sum[1] += nats.length;
                  }
                  return List.of(sum).iterator();
                })
            .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
    int pixels = Images.shape(context).pixels();
    PriorFigures figures = PriorFigures.of(sums[0], (long) sums[1], network.positions(), pixels);
    return new Metrics.Prior(
        figures.nllNatsPerImage(),
        figures.bitsPerPosition(),
        figures.bitsPerDim(),
        figures.perplexity());
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

  private static Map<String, Double> seconds(StageContext context) throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (String directory : TIMED) {
      Manifest manifest = context.manifest(directory);
      seconds.put(manifest.stage(), manifest.seconds());
    }
    return seconds;
  }
}
