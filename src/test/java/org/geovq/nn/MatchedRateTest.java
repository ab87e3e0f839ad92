package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.List;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.ImageShard;
import org.geovq.model.MatchedRate;
import org.geovq.model.Vae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The weight of the divergence is steered to a rate. The posterior of {@link FreeBitsTest} holds 4
 * x 2.203940 = 8.81576 nats an image, whatever the image.
 */
final class MatchedRateTest {
  private static final double HELD = 8.81576;
  private static final double GAIN = 0.1;
  private static final double BETA = 0.7;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  @Test
  void aRateThatIsMetKeepsTheWeight() {
    assertEquals(BETA, weight(HELD), 1e-6);
  }

  /** 0.7 exp(0.1 (8.81576 / target - 1)): too few nats lower it, too many raise it. */
  @Test
  void theWeightFollowsTheShareThatIsMissing() {
    assertEquals(0.691759, weight(10), 1e-5);
    assertEquals(0.665861, weight(2 * HELD), 1e-5);
    assertEquals(0.718941, weight(6.958), 1e-5);
  }

  /** More than twice the target counts as twice. */
  @Test
  void aStepIsBounded() {
    assertEquals(BETA * Math.exp(GAIN), weight(2), 1e-6);
    assertEquals(BETA * Math.exp(GAIN), weight(0.5), 1e-6);
  }

  /** Three images in batches of two. */
  private static double weight(double target) {
    Vae vae = FreeBitsTest.vae(Vae.Head.SPATIAL);
    ParameterSet parameters = FreeBitsTest.parameters(vae);
    List<LabelledImage> images =
        List.of(image(0, (byte) 0), image(1, (byte) 90), image(2, (byte) 200));
    ImageShard probe = ImageShard.of(new ImageShape(8, 8, 1), vae.latentSize(), images);
    MatchedRate rate = new MatchedRate(vae, probe, 2, target, GAIN);
    Trainer.Steered next = rate.next(new Trainer.Steered(BETA, parameters), 0, 1);
    assertSame(parameters, next.parameters());
    return next.weight();
  }

  private static LabelledImage image(long id, byte grey) {
    byte[] pixels = new byte[64];
    Arrays.fill(pixels, grey);
    return new LabelledImage(id, Split.TRAIN, 0, pixels);
  }
}
