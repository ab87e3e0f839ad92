package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.SharedSpark;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.ImageShard;
import org.geovq.model.Likelihood;
import org.geovq.model.Vae;
import org.geovq.random.Draw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Adam;

class TrainerTest {
  private static final Vae VAE = new Vae(1, 8, 8, 4, 0, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI);
  private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
  private static final int BATCH = 4;
  private static final int EPOCHS = 2;

  @TempDir private java.nio.file.Path root;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  /** Pictures of two grey levels, so that there is something to learn. */
  private static List<ImageShard> shards(int... sizes) {
    SplittableRandom random = Draw.generator(1, "pictures", 0);
    List<ImageShard> shards = new ArrayList<>();
    long id = 0;
    for (int size : sizes) {
      List<LabelledImage> images = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        byte[] pixels = new byte[SHAPE.pixels()];
        int seam = random.nextInt(8);
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = (byte) (p % 8 < seam ? 230 : 20);
        }
        images.add(new LabelledImage(id++, Split.TRAIN, -1, pixels));
      }
      shards.add(ImageShard.of(SHAPE, VAE.latentSize(), images));
    }
    return shards;
  }

  private Trainer trainer(String directory, long seed, Trainer.Validation validation)
      throws IOException {
    return trainer(directory, seed, validation, EPOCHS);
  }

  private Trainer trainer(String directory, long seed, Trainer.Validation validation, int patience)
      throws IOException {
    return trainer(directory, seed, validation, settings(patience, Settings.TrainingMode.SPARK, 0));
  }

  private static Settings.Training settings(
      int patience, Settings.TrainingMode mode, double checkpointIntervalMin) {
    return settings(EPOCHS, patience, mode, checkpointIntervalMin);
  }

  private static Settings.Training settings(
      int epochs, int patience, Settings.TrainingMode mode, double checkpointIntervalMin) {
    return new Settings.Training(
        epochs, BATCH, 0.01, 0, 0.1, 0, 0, 2, patience, 2, mode, checkpointIntervalMin);
  }

  private static Trainer.Validation rising() {
    int[] calls = new int[1];
    return (parameters, pass) -> Map.of("loss", (double) ++calls[0]);
  }

  private Trainer trainer(
      String directory, long seed, Trainer.Validation validation, Settings.Training settings)
      throws IOException {
    return trainer(
        directory,
        seed,
        validation,
        settings,
        (state, iterations, all) -> new Trainer.Steered(0.9 * state.weight(), state.parameters()));
  }

  private Trainer trainer(
      String directory,
      long seed,
      Trainer.Validation validation,
      Settings.Training settings,
      Trainer.Steering steering)
      throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration());
    return new Trainer(
        "vae.training",
        VAE,
        settings,
        seed,
        new Trainer.Steered(0.5, ParameterSet.initial(VAE, seed)),
        validation,
        steering,
        new Trainer.Place(
            files,
            new Path(root.toString(), directory),
            new Path(root.toString(), "events/" + directory)));
  }

  private static <S extends Shard> Trainer.Result train(Trainer trainer, List<S> shards)
      throws IOException {
    return trainer.train(
        SharedSpark.context(), SharedSpark.context().parallelize(shards, shards.size()));
  }

  private static Map<String, Double> length(ParameterSet parameters) {
    double sum = 0;
    for (float value : parameters.values()) {
      sum += value * value;
    }
    return Map.of("loss", sum);
  }

  @Test
  void theSameSeedGivesTheSameParametersAndAnotherDoesNot() throws IOException {
    List<ImageShard> shards = shards(14, 13);
    Trainer.Result a = train(trainer("a", 1, (p, pass) -> length(p)), shards);
    Trainer.Result b = train(trainer("b", 1, (p, pass) -> length(p)), shards);
    assertArrayEquals(a.last().values(), b.last().values(), 1e-6f);
    assertEquals(a.bestEpoch(), b.bestEpoch());
    Trainer.Result c = train(trainer("c", 2, (p, pass) -> length(p)), shards);
    assertFalse(Arrays.equals(a.last().values(), c.last().values()));
    assertFalse(
        Arrays.equals(a.last().values(), ParameterSet.initial(VAE, 1).values()), "nothing learnt");
  }

  /**
   * Three steps a worker in rounds of two and one: the steering is asked twice an epoch. Both
   * workers' 12 images are trained on.
   */
  @Test
  void historyHasARowAnEpochAndTheLossFalls() throws IOException {
    Trainer.Result result = train(trainer("a", 1, (p, pass) -> length(p)), shards(12, 12));
    assertEquals(EPOCHS, result.history().size());
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      Map<String, Object> row = result.history().get(epoch - 1);
      assertEquals(epoch, row.get("epoch"));
      assertEquals(0.5 * Math.pow(0.9, 2 * epoch), (double) row.get("weight"), 1e-12);
    }
    double first = (double) result.history().get(0).get("training_loss");
    double last = (double) result.history().get(EPOCHS - 1).get("training_loss");
    assertTrue(last < first, first + " then " + last);
  }

  @Test
  void theBestEpochIsTheOneWithTheLowestLoss() throws IOException {
    List<float[]> seen = new ArrayList<>();
    Trainer.Validation rising =
        (parameters, pass) -> {
          assertEquals(0, pass.epoch());
          seen.add(parameters.values());
          return Map.of("loss", (double) seen.size());
        };
    Trainer.Result result = train(trainer("a", 1, rising), shards(12, 12));
    assertEquals(1, result.bestEpoch());
    assertArrayEquals(seen.get(0), result.best().values());
    assertArrayEquals(seen.get(1), result.last().values());
    assertFalse(Arrays.equals(result.best().values(), result.last().values()));
  }

  @Test
  void patienceEndsATrainingThatGetsNoBetter() throws IOException {
    Settings.Training impatient = settings(4, 1, Settings.TrainingMode.SPARK, 0);
    Trainer.Result result = train(trainer("a", 1, rising(), impatient), shards(12, 12));
    assertEquals(2, result.history().size());
  }

  /** Such a network is none to go on with, least of all the untrained one in its place. */
  @Test
  void aHeldOutLossThatIsNoNumberEndsTheTraining() throws IOException {
    for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Trainer trainer = trainer("a", 1, (parameters, pass) -> Map.of("loss", loss));
      UserError error = assertThrows(UserError.class, () -> train(trainer, shards(12, 12)));
      assertEquals(
          "vae.training stopped after epoch 1, whose held-out loss is "
              + loss
              + "; a smaller vae.training.learning-rate (now 0.01) may help.",
          error.getMessage());
    }
  }

  /** Losses before the weight is where it stays say nothing of how long to wait. */
  @Test
  void patienceCountsFromWhereTheSteeringHasSettled() throws IOException {
    Trainer.Steering late =
        new Trainer.Steering() {
          @Override
          public Trainer.Steered next(Trainer.Steered state, int iterations, int all) {
            return state;
          }

          @Override
          public int settled(int epochs) {
            return 2;
          }
        };
    Settings.Training impatient = settings(4, 1, Settings.TrainingMode.SPARK, 0);
    Trainer.Result result = train(trainer("a", 1, rising(), impatient, late), shards(12, 12));
    assertEquals(3, result.history().size());
  }

  /** It stops after the first epoch's checkpoint, before the second's. */
  @Test
  void aTrainingThatWasStoppedEndsAsOneThatWasNot() throws IOException {
    List<ImageShard> shards = shards(14, 13);
    Trainer.Result whole = train(trainer("whole", 1, (p, pass) -> length(p)), shards);
    int[] calls = new int[1];
    Trainer.Validation stopping =
        (parameters, pass) -> {
          if (++calls[0] == 2) {
            throw new IllegalStateException("killed");
          }
          return length(parameters);
        };
    assertThrows(IllegalStateException.class, () -> train(trainer("stopped", 1, stopping), shards));
    int[] again = new int[1];
    Trainer.Result resumed =
        train(
            trainer(
                "stopped",
                1,
                (parameters, pass) -> {
                  again[0]++;
                  return length(parameters);
                }),
            shards);
    assertEquals(1, again[0], "the first epoch was trained anew");
    assertArrayEquals(whole.last().values(), resumed.last().values(), 1e-6f);
    assertArrayEquals(whole.best().values(), resumed.best().values(), 1e-6f);
    assertEquals(whole.bestEpoch(), resumed.bestEpoch());
    assertEquals(EPOCHS, resumed.history().size());
  }

  /** Pixels that are not numbers. */
  private record Broken(int size) implements Shard {
    private static final long serialVersionUID = 1;

    @Override
    public void fill(
        int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
      Arrays.fill(input, inputAt, inputAt + SHAPE.pixels(), Float.NaN);
    }
  }

  @Test
  void aLossThatIsNoNumberNamesWorkerStepAndLearningRate() throws IOException {
    Trainer trainer = trainer("a", 1, (p, pass) -> length(p));
    List<Broken> shards = List.of(new Broken(8), new Broken(8));
    UserError error = assertThrows(UserError.class, () -> train(trainer, shards));
    assertTrue(
        error
                .getMessage()
                .matches(
                    "vae.training stopped in epoch 1 at step 1 of worker 0: the loss is NaN,"
                        + " the largest parameter before was [0-9.]+ in [\\w.]+; .*")
            && error.getMessage().contains("vae.training.learning-rate (now 0.01)"),
        error.getMessage());
  }

  /** Black pictures but for the last of the epoch, which may have far too large values. */
  private record Exploding(int size, int index, boolean explodes) implements Shard {
    private static final long serialVersionUID = 1;

    @Override
    public void fill(
        int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
      boolean last = EpochOrder.of(size, size, pass, index)[size - 1] == row;
      float value = explodes && last ? Float.MAX_VALUE : 0;
      Arrays.fill(input, inputAt, inputAt + SHAPE.pixels(), value);
    }
  }

  private void assertNamesTheGradientBefore(
      Settings.TrainingMode mode, int worker, List<Exploding> shards) throws IOException {
    Trainer trainer = trainer(mode.name(), 1, (p, pass) -> length(p), settings(2, mode, 0));
    UserError error = assertThrows(UserError.class, () -> train(trainer, shards));
    assertTrue(
        error
            .getMessage()
            .matches(
                "vae.training stopped in epoch 1 at step 2 of worker "
                    + worker
                    + ": the loss is (NaN|Infinity), the largest gradient before was [-+0-9.e]+ in"
                    + " [\\w.]+; a smaller .*"),
        error.getMessage());
  }

  @Test
  void theLargestGradientBeforeTheEndOfNumbersIsNamed() throws IOException {
    assertNamesTheGradientBefore(
        Settings.TrainingMode.SPARK,
        1,
        List.of(new Exploding(8, 0, false), new Exploding(8, 1, true)));
    assertNamesTheGradientBefore(
        Settings.TrainingMode.LOCAL, 0, List.of(new Exploding(8, 0, true)));
  }

  /**
   * Adam's moments after a round are the means of those of workers that trained alone: of two,
   * added up by the driver, and of seven, added up in groups of unequal size before.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 7})
  void parametersAndTheStateOfTheOptimiserAreAveraged(int workers) {
    int[] sizes = new int[workers];
    Arrays.fill(sizes, 8);
    List<ImageShard> shards = shards(sizes);
    var configuration = NetworkLayer.configuration(VAE, new Adam(0.01), 1);
    Rounds.Steps steps = new Rounds.Steps("test", new Pass(1, 1, 0.5), 0, 2, 2, false);
    ModelState start;
    List<ModelState> alone = new ArrayList<>();
    try (WorkerModel model = new WorkerModel("alone", configuration)) {
      start = model.state();
      for (int worker = 0; worker < workers; worker++) {
        WorkerRound round = new WorkerRound(model, start, worker, 0, false);
        try (Batches batches = new Batches(VAE, shards.get(worker), worker, steps, BATCH)) {
          batches.forEachRemaining(batch -> assertTrue(round.step(batch)));
        }
        alone.add(model.state());
      }
    }
    var rdd = SharedSpark.context().parallelize(shards, workers);
    Round together;
    try (Rounds rounds =
        new SparkRounds<>(
            SharedSpark.context(), rdd, VAE, new WorkerModel("two", configuration), BATCH)) {
      together = rounds.run(steps, start);
    }
    assertArrayEquals(
        mean(alone.stream().map(ModelState::parameters).toList()),
        together.state().parameters(),
        1e-7f);
    float[] moments = mean(alone.stream().map(ModelState::updater).toList());
    assertEquals(2 * start.parameters().length, moments.length);
    assertTrue(length(moments) > 0);
    for (int i = 0; i < moments.length; i++) {
      // Where workers' moments nearly cancel, sums in another order round by what they are made of.
      double largest = 0;
      for (ModelState one : alone) {
        largest = Math.max(largest, Math.abs(one.updater()[i]));
      }
      assertEquals(moments[i], together.state().updater()[i], 1e-6 * largest + 1e-12);
    }
    assertEquals(2, together.state().iterations());
  }

  /**
   * The first convolution's weights get no gradient from black images, so that their moments fall
   * out of the normal floats, at which every step would take many times as long.
   */
  @Test
  void momentsThatOnlyDecayEndAtZero() {
    LabelledImage black = new LabelledImage(0, Split.TRAIN, -1, new byte[SHAPE.pixels()]);
    ImageShard shard = ImageShard.of(SHAPE, VAE.latentSize(), Collections.nCopies(BATCH, black));
    Rounds.Steps steps = new Rounds.Steps("test", new Pass(1, 1, 0.5), 0, 1, 1, false);
    try (WorkerModel model =
        new WorkerModel("moments", NetworkLayer.configuration(VAE, new Adam(0.01), 1))) {
      ModelState start = model.state();
      float[] moments = new float[start.updater().length];
      Arrays.fill(moments, Float.MIN_NORMAL);
      WorkerRound round =
          new WorkerRound(model, new ModelState(start.parameters(), moments, 0), 0, 0, false);
      try (Batches batches = new Batches(VAE, shard, 0, steps, BATCH)) {
        assertTrue(round.step(batches.next()));
      }
      int zeros = 0;
      for (float moment : model.state().updater()) {
        assertTrue(moment == 0 || Math.abs(moment) >= Float.MIN_NORMAL, "moment " + moment);
        zeros += moment == 0 ? 1 : 0;
      }
      assertTrue(zeros >= 2 * 16 * 4, zeros + " are zero");
    }
  }

  private static float[] mean(List<float[]> all) {
    float[] mean = new float[all.get(0).length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] one : all) {
        sum += one[i];
      }
      mean[i] = (float) (sum / all.size());
    }
    return mean;
  }

  private static double length(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return sum;
  }

  /** One worker by Spark makes the same steps as this process. */
  @Test
  void thisProcessTrainsAsOneWorkerOfSparkDoes() throws IOException {
    Settings.Training spark = settings(2, Settings.TrainingMode.SPARK, 0);
    Settings.Training local = settings(2, Settings.TrainingMode.LOCAL, 0);
    Trainer.Result a = train(trainer("a", 1, (p, pass) -> length(p), spark), shards(14));
    Trainer.Result b = train(trainer("b", 1, (p, pass) -> length(p), local), shards(14));
    assertArrayEquals(a.last().values(), b.last().values(), 1e-6f);
  }

  /** A checkpoint after each round; it stops when the steering is asked for the third time. */
  @Test
  void aTrainingThatWasStoppedInAnEpochEndsAsOneThatWasNot() throws IOException {
    List<ImageShard> shards = shards(12, 12);
    Settings.Training often = settings(2, Settings.TrainingMode.SPARK, 1e-9);
    Trainer.Result whole = train(trainer("whole", 1, (p, pass) -> length(p), often), shards);
    int[] calls = new int[1];
    Trainer stopped =
        new Trainer(
            "vae.training",
            VAE,
            often,
            1,
            new Trainer.Steered(0.5, ParameterSet.initial(VAE, 1)),
            (p, pass) -> length(p),
            (state, iterations, all) -> {
              if (++calls[0] == 4) {
                throw new IllegalStateException("killed");
              }
              return new Trainer.Steered(0.9 * state.weight(), state.parameters());
            },
            new Trainer.Place(
                FileSystem.getLocal(new Configuration()),
                new Path(root.toString(), "stopped"),
                new Path(root.toString(), "stopped-events")));
    assertThrows(IllegalStateException.class, () -> train(stopped, shards));
    assertTrue(
        java.nio.file.Files.isDirectory(
            root.resolve("stopped").resolve("epoch-000001-step-000000002")));
    Trainer.Result resumed = train(trainer("stopped", 1, (p, pass) -> length(p), often), shards);
    assertArrayEquals(whole.last().values(), resumed.last().values());
    for (String figure : List.of("training_loss", "weight", "learning_rate", "loss")) {
      assertEquals(whole.history().get(1).get(figure), resumed.history().get(1).get(figure));
    }
  }

  @Test
  void aShardThatFillsNoBatchNamesTheBatchSize() throws IOException {
    Trainer trainer = trainer("a", 1, (p, pass) -> length(p));
    UserError error = assertThrows(UserError.class, () -> train(trainer, shards(8, 3)));
    assertEquals(
        "vae.training.batch-size = 4: the smallest of 2 workers has only 3 examples.",
        error.getMessage());
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRejected() throws IOException {
    train(trainer("a", 1, (p, pass) -> length(p)), shards(8, 8));
    Trainer other = trainer("a", 2, (p, pass) -> length(p));
    UserError error = assertThrows(UserError.class, () -> train(other, shards(8, 8)));
    assertTrue(
        error.getMessage().contains("is of a training with seed = 1, and this one has 2"),
        error.getMessage());
    Trainer same = trainer("a", 1, (p, pass) -> length(p));
    UserError fewer = assertThrows(UserError.class, () -> train(same, shards(12, 12)));
    assertTrue(fewer.getMessage().contains("steps an epoch = 2"), fewer.getMessage());
  }
}
