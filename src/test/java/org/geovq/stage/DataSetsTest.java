package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.geovq.UserError;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.data.ImagePart;
import org.geovq.data.ImageShape;
import org.geovq.data.ImageSource;
import org.geovq.data.Split;
import org.junit.jupiter.api.Test;

/** What number and shape of the images forbid is said before hours of training. */
final class DataSetsTest {
  private static final String TRANSFORMER = "prior.kinds=[transformer]";
  private static final String FIDELITY = "fidelity.enabled=true";

  /** 100 x 100 positions, and what a Transformer looks at is the square of that. */
  @Test
  void aTransformerOverTenThousandCodesIsRefused() {
    assertEquals(
        "prior.kinds: transformer cannot be over 100 x 100 codes out of 512 with 0 classes"
            + " (positions 10000: expected 1 to 8192); leave it out.",
        refusal(400, 1000, TRANSFORMER));
    DataSets.requireFitting(settings("prior.kinds=[pixelcnn]"), images(400, 1000));
    DataSets.requireFitting(settings(TRANSFORMER), images(360, 1000));
  }

  /** 64 x 64 positions of four numbers; the covariance of 32 x 32 is small enough. */
  @Test
  void featuresOfSixteenThousandNumbersAreRefused() {
    String[] features = {FIDELITY, "fidelity.features=[autoencoder]", "vae.latent=4"};
    assertEquals(
        "fidelity.features: the auto-encoder has 16,384 numbers an image, whose covariance is a matter of gigabytes; expected at"
            + " most 4,096: name classifier or give fidelity.onnx.file instead, or set fidelity.enabled = false.",
        refusal(256, 1000, features));
    DataSets.requireFitting(settings(features), images(128, 1000));
    DataSets.requireFitting(settings("fidelity.enabled=false", "vae.latent=4"), images(256, 1000));
  }

  @Test
  void oneTestImageHasNoCovariance() {
    String nodes = "graph.nodes=49";
    assertEquals(
        "fidelity.enabled = true: there is one test image, but a Fréchet distance is between the covariances of two or more.",
        refusal(28, 1, FIDELITY, nodes, "codebook.size=9"));
    DataSets.requireFitting(settings(nodes, "codebook.size=9"), images(28, 1));
  }

  @Test
  void imagesWithoutLabelsHaveNoConditionalPriors() {
    String conditional = "prior.class-conditional=true";
    ImageSource unlabelled = images(32, 1000, false);
    UserError error =
        assertThrows(
            UserError.class, () -> DataSets.requireFitting(settings(conditional), unlabelled));
    assertEquals(
        "prior.class-conditional = true: there are images without a label.", error.getMessage());
    DataSets.requireFitting(settings(conditional, "prior.kinds=[]"), unlabelled);
    DataSets.requireFitting(settings(conditional), images(32, 1000));
  }

  @Test
  void imagesWithoutLabelsHaveNoClassifier() {
    String features = "fidelity.features=[classifier]";
    ImageSource unlabelled = images(32, 1000, false);
    UserError error =
        assertThrows(
            UserError.class,
            () -> DataSets.requireFitting(settings(FIDELITY, features), unlabelled));
    assertTrue(error.getMessage().startsWith("fidelity.features has classifier: the images of"));
    DataSets.requireFitting(settings(FIDELITY, features), images(32, 1000));
  }

  @Test
  void asManyLatentsAsNodesAreEnough() {
    String nodes = "graph.nodes=8000";
    assertEquals(
        "graph.nodes = 8,000: there are only 7,936 training latents.", refusal(32, 124, nodes));
    DataSets.requireFitting(settings(nodes), images(32, 125));
  }

  private static String refusal(int side, long count, String... settings) {
    return assertThrows(
            UserError.class, () -> DataSets.requireFitting(settings(settings), images(side, count)))
        .getMessage();
  }

  private static Settings settings(String... overrides) {
    return Configuration.load(null, List.of(overrides)).settings();
  }

  /** Square grey images, as many in each split. */
  private static ImageSource images(int side, long count) {
    return images(side, count, true);
  }

  private static ImageSource images(int side, long count, boolean labelled) {
    return new ImageSource() {
      @Override
      public boolean labelled() {
        return labelled;
      }

      @Override
      public ImageShape shape() {
        return new ImageShape(side, side, 1);
      }

      @Override
      public long count(Split split) {
        return count;
      }

      @Override
      public List<ImagePart> parts(int wanted) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
