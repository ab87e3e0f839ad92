package org.geovq.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.geovq.UserError;
import org.geovq.data.ImageShape;
import org.junit.jupiter.api.Test;

class FeatureNetworkTest {
  private static final float[] WEIGHTS = {1, 2, 3, -1, 0, 0.5f};
  private static final ImageShape COLOUR = new ImageShape(4, 4, 3);
  private static final Preparation AS_IT_IS = new Preparation(0, false, List.of(0.0), List.of(1.0));

  private static final Preparation SYMMETRIC =
      new Preparation(0, false, List.of(0.5), List.of(0.5));

  private static OnnxSession open(byte[] file) {
    return OnnxSession.open(new OnnxModel("fidelity.onnx.file", "dir/net.onnx", file), 1);
  }

  private static float[] images(int n, ImageShape shape) {
    SplittableRandom random = new SplittableRandom(n);
    float[] images = new float[n * shape.pixels()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    return images;
  }

  private static float[] features(
      byte[] file, ImageShape shape, Preparation how, String output, float[] images, int n) {
    try (OnnxSession session = open(file)) {
      FeatureNetwork network = new FeatureNetwork(session, shape, how, output, 2);
      assertEquals(2, network.dimension());
      return network.features(images, n);
    }
  }

  /** The mean of each channel, normalised, times the weights. */
  private static float[] expected(float[] images, int n, int channels, double mean, double scale) {
    float[] expected = new float[2 * n];
    int area = images.length / n / channels;
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        double sum = 0;
        for (int p = 0; p < area; p++) {
          sum += images[(i * channels + Math.min(c, channels - 1)) * area + p];
        }
        for (int f = 0; f < 2; f++) {
          expected[2 * i + f] += (float) (WEIGHTS[3 * f + c] * (sum / area - mean) / scale);
        }
      }
    }
    return expected;
  }

  /**
   * Five images, two at once, by a map that is averaged and by the output that the file averages.
   */
  @Test
  void featuresAreThoseWorkedOutByHand() {
    float[] images = images(5, COLOUR);
    byte[] file = OnnxFiles.features(WEIGHTS, -1, 3, -1, -1);
    float[] expected = expected(images, 5, 3, 0.5, 0.5);
    for (String output : List.of("map", "flat")) {
      float[] found = features(file, COLOUR, SYMMETRIC, output, images, 5);
      assertArrayEquals(expected, found, 1e-5f, output);
    }
  }

  @Test
  void aFixedBatchIsFilledUpAndChannelsMayComeLast() {
    float[] images = images(5, COLOUR);
    float[] expected = expected(images, 5, 3, 0, 1);
    byte[] last = OnnxFiles.channelsLast(WEIGHTS, 3, 4, 4, 3);
    assertArrayEquals(expected, features(last, COLOUR, AS_IT_IS, "", images, 5), 1e-5f);
    byte[] fixed = OnnxFiles.features(WEIGHTS, 4, 3, 4, 4);
    assertArrayEquals(expected, features(fixed, COLOUR, AS_IT_IS, "flat", images, 5), 1e-5f);
  }

  @Test
  void greyIsShownThriceAndEachChannelHasItsOwnMean() {
    ImageShape grey = new ImageShape(4, 4, 1);
    float[] images = images(2, grey);
    byte[] file = OnnxFiles.features(WEIGHTS, -1, 3, 4, 4);
    float[] expected = expected(images, 2, 1, 0, 1);
    assertArrayEquals(expected, features(file, grey, AS_IT_IS, "flat", images, 2), 1e-5f);
    Preparation own = new Preparation(0, false, List.of(0.1, 0.2, 0.3), List.of(1.0, 2.0, 4.0));
    // Of a black image: weights times -0.1, -0.1 and -0.075.
    float[] black = {-0.1f - 0.2f - 0.225f, 0.1f - 0.0375f};
    assertArrayEquals(black, features(file, grey, own, "flat", new float[16], 1), 1e-6f);
  }

  @Test
  void coloursAreShownToAGreyNetworkByTheirLuma() {
    float[] image = new float[COLOUR.pixels()];
    java.util.Arrays.fill(image, 0, 16, 1);
    byte[] file = OnnxFiles.features(new float[] {1, 2}, -1, 1, 4, 4);
    float[] found = features(file, COLOUR, AS_IT_IS, "flat", image, 1);
    assertArrayEquals(new float[] {0.299f, 0.598f}, found, 1e-6f);
  }

  /**
   * 0, 1 to four pixels: by centres at -1/4, 1/4, 3/4, 5/4, held at the ends: 0, 1/4, 3/4, 1, mean
   * 1/2; by corners at 0, 1/2, 1, 3/2: 0, 1/2, 1, 1, mean 5/8.
   */
  @Test
  void resizesByCentresOrByCorners() {
    ImageShape two = new ImageShape(1, 2, 1);
    float[] image = {0, 1};
    byte[] file = OnnxFiles.features(new float[] {1, 2}, -1, 1, 4, 4);
    assertArrayEquals(
        new float[] {0.5f, 1}, features(file, two, AS_IT_IS, "flat", image, 1), 1e-6f);
    Preparation corners = new Preparation(4, true, List.of(0.0), List.of(1.0));
    assertArrayEquals(
        new float[] {0.625f, 1.25f}, features(file, two, corners, "flat", image, 1), 1e-6f);
  }

  @Test
  void whatCannotBeUsedIsSaidInOneSentence() {
    assertSays("expected an ONNX file that ONNX Runtime can run", "", new byte[] {1, 2, 3});
    assertSays("Telepathy", "", OnnxFiles.ofUnknownOperation());
    assertSays("expected a network with one input of images", "", OnnxFiles.ofDoubles());
    assertSays("and not images [?, 3, 9000, 8].", "", OnnxFiles.features(WEIGHTS, -1, 3, 9000, 8));
    assertSays("and not in0 [1, 3, 4, 4], in1", "", OnnxFiles.squaredDistance(1, 3, 4, 4));
    byte[] file = OnnxFiles.features(WEIGHTS, -1, 3, 4, 4);
    assertSays("not \"\"; they are map [?, 2, 4, 4], flat [?, 2].", "", file);
    assertSays("not \"pool\"; they are map", "pool", file);
    Preparation other = new Preparation(8, false, List.of(0.0), List.of(1.0));
    try (OnnxSession session = open(file)) {
      FeatureNetwork.check(session, AS_IT_IS, "flat");
      UserError error =
          assertThrows(UserError.class, () -> FeatureNetwork.check(session, other, "flat"));
      assertEquals(
          "fidelity.onnx.file = dir/net.onnx: expected images of the network's own size, 4 pixels"
              + " high, and not of 8.",
          error.getMessage());
    }
  }

  private static void assertSays(String part, String output, byte[] file) {
    UserError error =
        assertThrows(
            UserError.class,
            () -> {
              try (OnnxSession session = open(file)) {
                FeatureNetwork.check(session, AS_IT_IS, output);
              }
            });
    String message = error.getMessage();
    assertTrue(message.startsWith("fidelity.onnx.file = dir/net.onnx: "), message);
    assertTrue(message.contains(part), message);
    assertTrue(message.endsWith(".") && !message.contains("\n"), message);
  }

  /** By hand: differences of 1 in [0, 1] are differences of 2 in [-1, 1]. */
  @Test
  void aDistanceNetworkSeesPixelsFromMinusOneToOne() {
    float[] a = images(3, COLOUR);
    float[] b = images(4, COLOUR);
    try (OnnxSession session = open(OnnxFiles.squaredDistance(-1, 3, -1, -1))) {
      DistanceNetwork.check(session, SYMMETRIC);
      DistanceNetwork network = new DistanceNetwork(session, COLOUR, SYMMETRIC, 2);
      float[] found = network.distances(a, b, 3);
      for (int i = 0; i < 3; i++) {
        double sum = 0;
        for (int p = 0; p < 48; p++) {
          double difference = 2 * (a[48 * i + p] - b[48 * i + p]);
          sum += difference * difference;
        }
        assertEquals(sum / 48, found[i], 1e-5);
      }
    }
    try (OnnxSession session = open(OnnxFiles.features(WEIGHTS, -1, 3, 4, 4))) {
      UserError error =
          assertThrows(UserError.class, () -> DistanceNetwork.check(session, SYMMETRIC));
      assertTrue(error.getMessage().contains("expected a network with two inputs of images alike"));
    }
  }

  @Test
  void tasksOfAProcessShareASessionUntilAnotherNetworkIsAskedFor() {
    OnnxModel one = new OnnxModel("key", "a", OnnxFiles.features(WEIGHTS, -1, 3, 4, 4));
    OnnxModel two = new OnnxModel("key", "b", OnnxFiles.features(WEIGHTS, -1, 3, 8, 8));
    OnnxSession first;
    try (SharedSessions.Lease lease = SharedSessions.lease(one, one.sha256(), 1);
        SharedSessions.Lease other = SharedSessions.lease(two, two.sha256(), 1);
        SharedSessions.Lease again = SharedSessions.lease(one, one.sha256(), 1)) {
      first = lease.session();
      assertSame(first, again.session());
      assertNotSame(first, other.session());
      // A session in use outlives the clearing.
      SharedSessions.closeUnused();
      new FeatureNetwork(first, COLOUR, AS_IT_IS, "flat", 1).features(new float[48], 1);
    }
    SharedSessions.closeUnused();
    try (SharedSessions.Lease lease = SharedSessions.lease(one, one.sha256(), 1)) {
      assertNotSame(first, lease.session());
    }
    SharedSessions.closeUnused();
  }
}
