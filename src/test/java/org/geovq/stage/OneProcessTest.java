package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.PriorKind;
import org.geovq.config.Settings.Rule;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.CodeDecoder;
import org.geovq.model.CodeLikelihood;
import org.geovq.model.CodeSampler;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.Prior;
import org.geovq.model.Sampling;
import org.geovq.model.Vae;
import org.geovq.random.Draw;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.geovq.stage.Latents.Latent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the stages wrote and reported, made again in one process by the formulas as they are
 * written: of which split a figure is, in which order numbers lie, which metric gives a code.
 */
final class OneProcessTest {
  private static final int POSITIONS = 49;
  private static final int DIMENSION = 2;
  private static final long SEED = 42;

  private static StageContext context;
  private static Metrics metrics;
  private static ImageShape shape;
  private static Vae vae;
  private static LatentGrid grid;
  private static ImageCodec codec;

  @BeforeAll
  static void read() throws Exception {
    context = TinyRun.context(TinyRun.shared());
    metrics = Evaluate.read(context);
    shape = Images.shape(context);
    Models.Trained<Vae> trained = Models.read(context, TrainVae.DIRECTORY, Vae.class);
    vae = trained.network();
    grid = Models.grid(context, vae);
    codec = new ImageCodec(vae, trained.parameters(), 20);
  }

  @AfterAll
  static void close() {
    codec.close();
  }

  private static List<LabelledImage> images(Split split) throws IOException {
    return Images.read(context, split).collect().stream()
        .sorted(Comparator.comparing(LabelledImage::id))
        .toList();
  }

  private static List<Latent> latents(Split split) throws IOException {
    return Latents.read(context, split).collect().stream()
        .sorted(Comparator.comparing(Latent::id))
        .toList();
  }

  private static List<CodeGrid> codes(Split split) throws IOException {
    return Codes.read(context, Arm.GEODESIC, split).collect().stream()
        .sorted(Comparator.comparing(CodeGrid::id))
        .toList();
  }

  private static double mse(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
    }
    return sum / a.length;
  }

  /** The encoder gives [channel][position], the table has [position][channel]. */
  @Test
  void latentsAreWhatTheEncoderGivesPositionByPosition() throws IOException {
    List<LabelledImage> images = images(Split.TEST).subList(0, 5);
    List<Latent> latents = latents(Split.TEST);
    float[][] encoded = codec.encode(ImageShard.planar(shape, images));
    for (int i = 0; i < images.size(); i++) {
      assertEquals(images.get(i).id(), latents.get(i).id());
      for (int p = 0; p < POSITIONS; p++) {
        for (int c = 0; c < DIMENSION; c++) {
          int there = i * grid.size() + c * POSITIONS + p;
          int here = p * DIMENSION + c;
          assertEquals(encoded[0][there], latents.get(i).mu()[here], 1e-5);
          assertEquals(encoded[1][there], latents.get(i).logVariance()[here], 1e-5);
        }
      }
    }
  }

  @Test
  void theContinuousErrorIsThatOfTestImagesFromTheirMeans() throws IOException {
    double test = continuous(Split.TEST);
    assertEquals(test, metrics.reconstruction().get(Evaluate.VAE).mse(), 1e-6 * test);
    for (Split other : List.of(Split.TRAIN, Split.VALIDATION)) {
      assertTrue(Math.abs(continuous(other) / test - 1) > 1e-4, other + " cannot be told");
    }
  }

  private static double continuous(Split split) throws IOException {
    float[] originals = ImageShard.planar(shape, images(split));
    return mse(originals, codec.decode(codec.encode(originals)[0]));
  }

  @Test
  void theErrorOfCodesIsThatOfTheirMedoidsDecoded() throws IOException {
    float[] originals = ImageShard.planar(shape, images(Split.TEST));
    float[] book = Quantize.read(context, Arm.GEODESIC).medoids().mu();
    List<int[]> codes = codes(Split.TEST).stream().map(CodeGrid::codes).toList();
    double mse = mse(originals, new CodeDecoder(codec, grid, book).decode(codes));
    assertEquals(mse, metrics.reconstruction().get(Arm.GEODESIC.key()).mse(), 1e-6 * mse);
  }

  /** KL(N(mu, sigma^2) || N(0, 1)) of each number, summed over positions, mean over images. */
  @Test
  void theDivergenceOfEachChannelIsThatOfTestLatents() throws IOException {
    double[] test = divergence(Split.TEST);
    assertArrayEquals(test, metrics.latents().klNatsPerChannel(), 1e-4 * (test[0] + test[1]));
    assertEquals(
        POSITIONS * (test[0] + test[1]),
        metrics.latents().klNatsPerImage(),
        1e-5 * POSITIONS * (test[0] + test[1]));
    assertTrue(Math.abs(test[0] / test[1] - 1) > 1e-3, "the channels cannot be told");
    double[] validation = divergence(Split.VALIDATION);
    double other = (validation[0] + validation[1]) / (test[0] + test[1]);
    assertTrue(Math.abs(other - 1) > 1e-4, "nor the splits, " + other);
  }

  /** Per position. */
  private static double[] divergence(Split split) throws IOException {
    double[] sums = new double[DIMENSION];
    List<Latent> latents = latents(split);
    for (Latent latent : latents) {
      for (int i = 0; i < latent.mu().length; i++) {
        double mu = latent.mu()[i];
        double logVariance = latent.logVariance()[i];
        sums[i % DIMENSION] += (mu * mu + Math.exp(logVariance) - logVariance - 1) / 2;
      }
    }
    return Arrays.stream(sums).map(sum -> sum / latents.size() / POSITIONS).toArray();
  }

  /** History is of held-out images: the VAE's of the validation split's latents. */
  @Test
  void trainingIsFollowedOnValidationImages() throws IOException {
    int best = (int) context.manifest(TrainVae.DIRECTORY).count("best_epoch");
    double[] kl = divergence(Split.VALIDATION);
    double expected = POSITIONS * (kl[0] + kl[1]);
    double found = History.read(context, TrainVae.DIRECTORY).figure(best, "kl");
    assertEquals(expected, found, 1e-4 * expected);
  }

  @Test
  void aPriorsNatsAreThoseOfTestCodes() throws IOException {
    double test = nats(Split.TEST);
    Metrics.Prior told = metrics.prior().get(Arm.GEODESIC.key()).get(PriorKind.PIXELCNN.key());
    assertEquals(test, told.nllNatsPerImage(), 1e-5 * test);
    double validation = nats(Split.VALIDATION);
    assertEquals(validation, told.validationNatsPerImage(), 1e-5 * validation);
    assertTrue(Math.abs(validation / test - 1) > 1e-4, "the splits cannot be told");
  }

  private static double nats(Split split) throws IOException {
    var prior = Models.readPrior(context, Arm.GEODESIC, PriorKind.PIXELCNN);
    List<CodeGrid> grids = codes(split);
    try (CodeLikelihood likelihood =
        new CodeLikelihood(prior.network(), prior.parameters(), grids.size())) {
      double[] nats =
          likelihood.nats(
              grids.stream().map(CodeGrid::codes).toList(),
              grids.stream().mapToInt(CodeGrid::label).toArray());
      return Arrays.stream(nats).average().orElseThrow();
    }
  }

  /** The rules' errors on validation images, and the codes of the straight ones by their sums. */
  @Test
  void eachRuleMeasuresByItsOwnMetric() throws IOException {
    Codebook book = Quantize.read(context, Arm.GEODESIC);
    float[] originals = ImageShard.planar(shape, images(Split.VALIDATION));
    for (Rule rule : List.of(Rule.DIRECT, Rule.EUCLIDEAN)) {
      List<int[]> codes = new ArrayList<>();
      for (Latent latent : latents(Split.VALIDATION)) {
        codes.add(nearest(latent, book, rule == Rule.DIRECT));
      }
      double mse = mse(originals, new CodeDecoder(codec, grid, book.medoids().mu()).decode(codes));
      Object told =
          context
              .manifest(Codes.directory(Arm.GEODESIC))
              .counts()
              .get(Codes.error(rule.name().toLowerCase(Locale.ROOT)));
      assertEquals(mse, ((Number) told).doubleValue(), 1e-6 * mse, rule.name());
    }
  }

  /** Of the posterior's metric: the difference's square by the vector's own variance. */
  static int[] nearest(Latent latent, Codebook book, boolean posterior) {
    int[] codes = new int[POSITIONS];
    for (int p = 0; p < POSITIONS; p++) {
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < book.size(); k++) {
        double distance = 0;
        for (int c = 0; c < DIMENSION; c++) {
          double step = latent.mu()[p * DIMENSION + c] - book.medoids().mu()[k * DIMENSION + c];
          double variance = Math.exp(latent.logVariance()[p * DIMENSION + c]);
          distance += step * step / (posterior ? variance : 1);
        }
        if (distance < least) {
          least = distance;
          codes[p] = k;
        }
      }
    }
    return codes;
  }

  @Test
  void samplesAreTheDrawsOfTheirOwnTemperature() throws IOException {
    var prior = Models.readPrior(context, Arm.GEODESIC, PriorKind.PIXELCNN);
    Settings.Sample settings = context.settings().sample();
    List<Double> temperatures = new ArrayList<>(settings.temperatures());
    for (double temperature : temperatures) {
      assertDrawn(prior.network(), prior, Samples.TEMPERATURE, temperature);
    }
    assertDrawn(prior.network(), prior, Samples.PRIOR, settings.temperature());
    Map<Long, Row> uniform = rows(Samples.UNIFORM, 0);
    for (long i = 0; i < 4; i++) {
      int[] drawn = Draw.generator(SEED, "uniform codes", i).ints(POSITIONS, 0, 16).toArray();
      assertArrayEquals(drawn, stored(uniform.get(i)));
      assertDecoded(uniform.get(i), drawn);
    }
  }

  private static void assertDrawn(
      Prior network, Models.Trained<? extends Prior> prior, String kind, double temperature)
      throws IOException {
    Settings.Sample settings = context.settings().sample();
    Sampling sampling = new Sampling(temperature, settings.topK(), settings.topP());
    int[][] drawn;
    try (CodeSampler sampler = new CodeSampler(network, prior.parameters(), 4)) {
      drawn =
          sampler.sample(
              new long[] {0, 1, 2, 3}, null, List.of(sampling, sampling, sampling, sampling), SEED);
    }
    Map<Long, Row> rows = rows(kind, temperature);
    for (int i = 0; i < drawn.length; i++) {
      assertArrayEquals(drawn[i], stored(rows.get((long) i)), kind + " at " + temperature);
      assertDecoded(rows.get((long) i), drawn[i]);
    }
  }

  private static Map<Long, Row> rows(String kind, double temperature) {
    Map<Long, Row> rows = new TreeMap<>();
    LocalSpark.get()
        .read()
        .parquet(context.input(Samples.directory(Arm.GEODESIC, PriorKind.PIXELCNN)).toString())
        .where("kind = '" + kind + "' and temperature = " + temperature)
        .collectAsList()
        .forEach(row -> rows.put(row.getLong(row.fieldIndex("index")), row));
    return rows;
  }

  private static int[] stored(Row row) {
    return row.<Integer>getList(row.fieldIndex("codes")).stream().mapToInt(c -> c).toArray();
  }

  private static void assertDecoded(Row row, int[] codes) throws IOException {
    float[] book = Quantize.read(context, Arm.GEODESIC).medoids().mu();
    float[] image = new CodeDecoder(codec, grid, book).decode(List.of(codes));
    byte[] pixels = row.getAs("pixels");
    byte[] expected = ImageShard.toBytes(shape, image, 0);
    for (int i = 0; i < pixels.length; i++) {
      assertEquals(expected[i] & 0xff, pixels[i] & 0xff, 1, "pixel " + i);
    }
  }
}
