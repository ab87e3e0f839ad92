package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
    FileSystem files = FileSystem.getLocal(new Configuration());
    return new Trainer(
        "vae.training",
        VAE,
        new Settings.Training(EPOCHS, BATCH, 0.01, 0, 0.1, 0, 0, 2, patience, 2),
        seed,
        new Trainer.Steered(0.5, ParameterSet.initial(VAE, seed)),
        validation,
        (state, iterations, all) -> new Trainer.Steered(0.9 * state.weight(), state.parameters()),
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
  void theBestEpochIsTheOneWithTheLowestLossAndPatienceEndsTheTraining() throws IOException {
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
    Trainer.Validation never = (parameters, pass) -> Map.of("loss", Double.NaN);
    assertEquals(1, train(trainer("b", 1, never, 1), shards(12, 12)).history().size());
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
  void aLossThatIsNoNumberNamesTheLearningRate() throws IOException {
    Trainer trainer = trainer("a", 1, (p, pass) -> length(p));
    List<Broken> shards = List.of(new Broken(8), new Broken(8));
    UserError error = assertThrows(UserError.class, () -> train(trainer, shards));
    assertTrue(
        error
                .getMessage()
                .contains("vae.training stopped in epoch 1 before step 2: the loss is NaN")
            && error.getMessage().contains("vae.training.learning-rate (now 0.01)"),
        error.getMessage());
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
  void aCheckpointOfAnotherNetworkIsRejected() throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration());
    Checkpoints.State state = new Checkpoints.State(1, 3, 0.5, 1, 1, 2, 1, List.of());
    new Checkpoints(files, new Path(root.toString(), "a"))
        .write(new Checkpoints.Checkpoint(state, new float[2], new float[1], new float[2]));
    Trainer trainer = trainer("a", 1, (p, pass) -> length(p));
    UserError error = assertThrows(UserError.class, () -> train(trainer, shards(8, 8)));
    assertTrue(
        error.getMessage().startsWith("The checkpoint of vae.training has 2 parameters"),
        error.getMessage());
  }
}
