package org.geovq.onnx;

import java.util.Map;
import java.util.Optional;
import org.geovq.UserError;
import org.geovq.data.ImageShape;

/**
 * A network that says how different two images look, such as LPIPS (R. Zhang et al., "The
 * unreasonable effectiveness of deep features as a perceptual metric", CVPR 2018, arXiv
 * 1801.03924); for one thread. Images go in with pixels in [-1, 1].
 */
public final class DistanceNetwork {
  private final OnnxSession session;
  private final ImageInput first;
  private final ImageInput second;
  private final Port output;
  private final Preparer preparer;
  private final int batchSize;

  /**
   * @param from shape of the images
   * @param batchSize pairs at once; the network's own number where it has one
   * @throws UserError where the network has not two inputs of images of one form and one output
   */
  public DistanceNetwork(OnnxSession session, ImageShape from, Preparation how, int batchSize) {
    this.session = session;
    this.first = input(session, 0);
    this.second = input(session, 1);
    if (session.inputs().size() != 2
        || session.outputs().size() != 1
        || !first.equals(second.named(first.name()))) {
      throw wrongPorts(session);
    }
    this.output = session.outputs().get(0);
    this.preparer = new Preparer(session, from, first, how);
    this.batchSize = first.batch() > 0 ? first.batch() : batchSize;
  }

  /**
   * Checks what can be checked before there are images: with blank ones, if the size is known.
   *
   * @throws UserError where the network cannot be used
   */
  public static void check(OnnxSession session, Preparation how) {
    Optional<ImageShape> known = input(session, 0).images(how);
    ImageShape shape = known.orElse(ImageInput.ANY);
    DistanceNetwork network = new DistanceNetwork(session, shape, how, 1);
    if (known.isPresent()) {
      network.distances(new float[shape.pixels()], new float[shape.pixels()], 1);
    }
  }

  private static ImageInput input(OnnxSession session, int index) {
    if (session.inputs().size() <= index) {
      throw wrongPorts(session);
    }
    return ImageInput.of(session.inputs().get(index)).orElseThrow(() -> wrongPorts(session));
  }

  private static UserError wrongPorts(OnnxSession session) {
    return session.wrong(
        "expected a network with two inputs of images alike, float32 [n, 1 or 3, height, width], and"
            + " one output, and not %s to %s.",
        Port.words(session.inputs()), Port.words(session.outputs()));
  }

  /** What comes in and what goes out, as a part of a sentence. */
  public String words() {
    return "inputs %s, output %s, images %s"
        .formatted(
            Port.words(session.inputs()),
            output.words(),
            (preparer.resizes() ? "resized to " : "of ") + preparer.size());
  }

  /**
   * The distance of each pair.
   *
   * @param a {@code [n, channels, height, width]} in [0, 1]
   * @param b likewise
   */
  public float[] distances(float[] a, float[] b, int n) {
    float[] distances = new float[n];
    for (int from = 0; from < n; from += batchSize) {
      int taken = Math.min(batchSize, n - from);
      int padded = first.batch() > 0 ? batchSize : taken;
      OnnxSession.Tensor found =
          session.run(
              Map.of(
                  first.name(), preparer.tensor(a, from, taken, padded),
                  second.name(), preparer.tensor(b, from, taken, padded)),
              output.name());
      if (found.values().length != padded) {
        throw session.wrong(
            "expected output %s to be one number a pair, and not %s for %d pairs.",
            output.name(), Port.words(found.shape()), padded);
      }
      System.arraycopy(found.values(), 0, distances, from, taken);
    }
    return distances;
  }
}
