package org.geovq.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.geovq.UserError;
import org.geovq.data.ImageShape;

/** A network that turns images into feature vectors; for one thread. */
public final class FeatureNetwork {
  /** The covariance of more features is a matter of gigabytes. */
  public static final int MOST_FEATURES = 4096;

  private final OnnxSession session;
  private final ImageInput input;
  private final Port output;
  private final Preparer preparer;
  private final int batchSize;

  /**
   * @param from shape of the images
   * @param output name of the output, or empty for the only one; a map {@code [channels, height,
   *     width]} is averaged over its area
   * @param batchSize images at once; the network's own number where it has one
   * @throws UserError where the network has not the one input of images or not that output
   */
  public FeatureNetwork(
      OnnxSession session, ImageShape from, Preparation how, String output, int batchSize) {
    this.session = session;
    this.input = input(session);
    this.output = output(session, output);
    this.preparer = new Preparer(session, from, input, how);
    this.batchSize = input.batch() > 0 ? input.batch() : batchSize;
  }

  /**
   * Checks what can be checked before there are images: with a blank one, if the size is known.
   *
   * @throws UserError where the network cannot be used
   */
  public static void check(OnnxSession session, Preparation how, String output) {
    Optional<ImageShape> known = input(session).images(how);
    FeatureNetwork network =
        new FeatureNetwork(session, known.orElse(ImageInput.ANY), how, output, 1);
    if (known.isPresent()) {
      network.dimension();
    }
  }

  private static ImageInput input(OnnxSession session) {
    if (session.inputs().size() == 1) {
      return ImageInput.of(session.inputs().get(0)).orElseThrow(() -> wrongInputs(session));
    }
    throw wrongInputs(session);
  }

  private static UserError wrongInputs(OnnxSession session) {
    return session.wrong(
        "expected a network with one input of images, float32 [n, 1 or 3, height, width] or [n,"
            + " height, width, 1 or 3], and not %s.",
        Port.words(session.inputs()));
  }

  private static Port output(OnnxSession session, String name) {
    if (name.isEmpty() && session.outputs().size() == 1) {
      return session.outputs().get(0);
    }
    return session.outputs().stream()
        .filter(port -> port.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                session.wrong(
                    "expected the name of one of the network's outputs in fidelity.onnx.output, and"
                        + " not \"%s\"; they are %s.",
                    name, Port.words(session.outputs())));
  }

  /**
   * Numbers per feature vector, found with a blank image.
   *
   * @throws UserError where the network cannot be run or its output is none of features
   */
  public int dimension() {
    return run(preparer.tensor(new float[0], 0, 0, Math.max(1, input.batch())), 1).length;
  }

  /** What comes in and what goes out, as a part of a sentence. */
  public String words() {
    return "input %s, output %s, images %s"
        .formatted(
            session.inputs().get(0).words(),
            output.words(),
            (preparer.resizes() ? "resized to " : "of ") + preparer.size());
  }

  /**
   * Feature vectors of images.
   *
   * @param images {@code [n, channels, height, width]} in [0, 1]
   * @return {@code [n, D]}
   */
  public float[] features(float[] images, int n) {
    float[] features = new float[0];
    for (int first = 0; first < n; first += batchSize) {
      int taken = Math.min(batchSize, n - first);
      // A network of a fixed batch gets blank images at the end.
      int padded = input.batch() > 0 ? batchSize : taken;
      float[] some = run(preparer.tensor(images, first, taken, padded), taken);
      if (first == 0) {
        features = new float[n * (some.length / taken)];
      }
      System.arraycopy(some, 0, features, first * (some.length / taken), some.length);
    }
    return features;
  }

  private float[] run(OnnxSession.Tensor images, int n) {
    OnnxSession.Tensor found = session.run(Map.of(input.name(), images), output.name());
    long[] shape = found.shape();
    int padded = (int) images.shape()[0];
    boolean map = shape.length == 4;
    if ((shape.length != 2 && !map) || shape[0] != padded) {
      throw session.wrong(
          "expected output %s to be [n, features] or a map of four dimensions, and not %s for %d"
              + " images.",
          output.name(), Port.words(shape), padded);
    }
    int features = (int) (map && !input.planar() ? shape[3] : shape[1]);
    if (features < 1 || features > MOST_FEATURES) {
      throw session.wrong(
          "expected an output of 1 to %,d features, and not %s.", MOST_FEATURES, Port.words(shape));
    }
    float[] pooled = map ? pooled(found.values(), padded, features) : found.values();
    return Arrays.copyOf(pooled, n * features);
  }

  private float[] pooled(float[] map, int n, int features) {
    int area = map.length / n / features;
    float[] pooled = new float[n * features];
    for (int i = 0; i < n; i++) {
      for (int f = 0; f < features; f++) {
        double sum = 0;
        for (int p = 0; p < area; p++) {
          int within = input.planar() ? f * area + p : p * features + f;
          sum += map[i * features * area + within];
        }
        pooled[i * features + f] = (float) (sum / area);
      }
    }
    return pooled;
  }
}
