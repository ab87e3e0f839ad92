package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.SharedSpark;
import org.geovq.config.Settings;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.data.StrokeDigits;
import org.geovq.data.ValidationSplit;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.Likelihood;
import org.geovq.model.Vae;
import org.geovq.model.VaeMeter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What averaging costs in quality: two workers against one, the same images, digits that the
 * program draws.
 */
class TwoWorkersTest {
  private static final int IMAGES = 2000;
  private static final int HELD_OUT = 400;
  private static final double BETA = 0.1;
  private static final Vae VAE =
      new Vae(1, 28, 28, 8, 0, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI);

  @TempDir private java.nio.file.Path root;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  private static List<ImageShard> shards(Split split, int count) {
    StrokeDigits digits = new StrokeDigits(1, new ValidationSplit(IMAGES, 0, HELD_OUT, 1));
    List<List<LabelledImage>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new ArrayList<>());
    }
    int n = 0;
    for (Iterator<LabelledImage> images = digits.images(); images.hasNext(); ) {
      LabelledImage image = images.next();
      if (image.split() == split) {
        parts.get(n++ % count).add(image);
      }
    }
    return parts.stream()
        .map(part -> ImageShard.of(digits.shape(), VAE.latentSize(), part))
        .toList();
  }

  /** The held-out loss of the last epoch. */
  private double loss(int workers, int batch, double learningRate) throws IOException {
    Settings.Training settings =
        new Settings.Training(
            5, batch, learningRate, 0, 0.05, 0, 0, 16, 5, workers, Settings.TrainingMode.SPARK, 0);
    ImageShard validation = shards(Split.VALIDATION, 1).get(0);
    Trainer trainer =
        new Trainer(
            "test",
            VAE,
            settings,
            1,
            new Trainer.Steered(BETA, ParameterSet.initial(VAE, 1)),
            (parameters, pass) -> heldOut(validation, parameters, pass),
            Trainer.Steering.NONE,
            new Trainer.Place(
                FileSystem.getLocal(new Configuration()),
                new Path(root.toString(), workers + "-" + batch + "-" + learningRate),
                new Path(root.toString(), "events")));
    List<Map<String, Object>> history =
        trainer
            .train(
                SharedSpark.context(),
                SharedSpark.context().parallelize(shards(Split.TRAIN, workers), workers))
            .history();
    return (double) history.get(history.size() - 1).get("loss");
  }

  private static Map<String, Double> heldOut(
      ImageShard validation, ParameterSet parameters, Pass pass) {
    try (ImageCodec codec = new ImageCodec(VAE, parameters, HELD_OUT)) {
      Map<String, Double> figures =
          new VaeMeter(VAE).add(codec, validation, pass, HELD_OUT).figures();
      return Map.of("loss", figures.get("reconstruction") + BETA * figures.get("kl"));
    }
  }

  @Test
  void twoWorkersWithHalfTheBatchReachTheLossOfOne() throws IOException {
    double one = loss(1, 40, 2e-3);
    double two = loss(2, 20, 2e-3);
    assertEquals(one, two, 0.02 * one);
  }
}
