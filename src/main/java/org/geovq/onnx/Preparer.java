package org.geovq.onnx;

import org.geovq.data.ImageShape;

/** Makes a network's input of images; for one thread. */
final class Preparer {
  // ITU-R BT.601, as every reader of pictures has it.
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private final ImageShape from;
  private final ImageInput input;
  private final Preparation how;
  private final int height;
  private final int width;
  private final Bilinear rows;
  private final Bilinear columns;
  private final float[] plane;

  Preparer(OnnxSession session, ImageShape from, ImageInput input, Preparation how) {
    this.from = from;
    this.input = input;
    this.how = how;
    this.height = side(session, input.height(), from.height(), "high");
    this.width = side(session, input.width(), from.width(), "wide");
    this.rows = new Bilinear(from.height(), height, how.tensorflow1());
    this.columns = new Bilinear(from.width(), width, how.tensorflow1());
    this.plane = new float[height * width];
    checkChannels(session);
  }

  private int side(OnnxSession session, int fixed, int own, String word) {
    if (how.size() > 0 && fixed > 0 && fixed != how.size()) {
      throw session.wrong(
          "expected images of the network's own size, %d pixels %s, and not of %d.",
          fixed, word, how.size());
    }
    return how.size() > 0 ? how.size() : fixed > 0 ? fixed : own;
  }

  private void checkChannels(OnnxSession session) {
    for (int n : new int[] {how.mean().size(), how.deviation().size()}) {
      if (n != 1 && n != input.channels()) {
        throw session.wrong(
            "expected a mean and a deviation for each of the network's %d channels, or one for"
                + " all, and not %d.",
            input.channels(), n);
      }
    }
  }

  /** Such as {@code 299 x 299}. */
  String size() {
    return height + " x " + width;
  }

  boolean resizes() {
    return height != from.height() || width != from.width();
  }

  /**
   * A network's input of images.
   *
   * @param images {@code [n, channels, height, width]} in [0, 1]
   * @param padded images of the tensor, at least as many as are taken; the rest is 0
   */
  OnnxSession.Tensor tensor(float[] images, int first, int n, int padded) {
    int area = height * width;
    float[] values = new float[Math.multiplyExact(padded, input.channels() * area)];
    for (int i = 0; i < n; i++) {
      float[] image = channels(images, (first + i) * from.pixels());
      int at = from.channels() == input.channels() ? (first + i) * from.pixels() : 0;
      put(image == null ? images : image, at, values, i * input.channels() * area);
    }
    return new OnnxSession.Tensor(values, input.shape(padded, height, width));
  }

  /** The image in the network's channels; null where it has them. */
  private float[] channels(float[] images, int at) {
    if (from.channels() == input.channels()) {
      return null;
    }
    int area = from.height() * from.width();
    float[] other = new float[input.channels() * area];
    for (int i = 0; i < area; i++) {
      if (input.channels() == 1) {
        for (int c = 0; c < LUMA.length; c++) {
          other[i] += LUMA[c] * images[at + c * area + i];
        }
      } else {
        for (int c = 0; c < input.channels(); c++) {
          other[c * area + i] = images[at + i];
        }
      }
    }
    return other;
  }

  private void put(float[] image, int at, float[] values, int to) {
    int area = height * width;
    int stride = input.planar() ? 1 : input.channels();
    for (int c = 0; c < input.channels(); c++) {
      Bilinear.resize(
          image, at + c * from.height() * from.width(), from.width(), rows, columns, plane);
      float mean = Preparation.of(how.mean(), c);
      float deviation = Preparation.of(how.deviation(), c);
      int start = to + (input.planar() ? c * area : c);
      for (int i = 0; i < area; i++) {
        values[start + i * stride] = (plane[i] - mean) / deviation;
      }
    }
  }
}
