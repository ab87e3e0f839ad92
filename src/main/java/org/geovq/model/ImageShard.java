package org.geovq.model;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.geovq.UserError;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.nn.Pass;
import org.geovq.nn.Shard;
import org.geovq.random.Draw;

/**
 * Images for an auto-encoder: planar pixels in [0, 1]; the conditions are the noise of this pass
 * and beta.
 *
 * @param latentSize numbers of noise per image; 0: conditions are not used
 * @param pixels unsigned bytes, [n, height, width, channels]
 * @param mirrored whether an example is, in half of the epochs, the image's mirror image, left for
 *     right
 */
public record ImageShard(
    ImageShape shape, int latentSize, long[] ids, byte[] pixels, boolean mirrored)
    implements Shard {
  /** Of a shard: what virtual machines allow. */
  public static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** Packs images, in the order of their ids. */
  public static ImageShard of(ImageShape shape, int latentSize, List<LabelledImage> images) {
    List<LabelledImage> sorted =
        images.stream().sorted(Comparator.comparingLong(LabelledImage::id)).toList();
    long[] ids = new long[sorted.size()];
    byte[] pixels = room(sorted.size(), shape);
    for (int i = 0; i < ids.length; i++) {
      ids[i] = sorted.get(i).id();
      System.arraycopy(sorted.get(i).pixels(), 0, pixels, i * shape.pixels(), shape.pixels());
    }
    return new ImageShard(shape, latentSize, ids, pixels, false);
  }

  /** The same images, mirrored or not. */
  public ImageShard mirrored(boolean whether) {
    return new ImageShard(shape, latentSize, ids, pixels, whether);
  }

  /** All images, [n, channels, height, width] in [0, 1]. */
  public float[] planar() {
    return planar(0, size());
  }

  /** Those from one to before another, [n, channels, height, width] in [0, 1]. */
  float[] planar(int from, int to) {
    float[] images = new float[(to - from) * shape.pixels()];
    for (int i = from; i < to; i++) {
      toPlanar(shape, pixels, i * shape.pixels(), images, (i - from) * shape.pixels());
    }
    return images;
  }

  /**
   * Room for the pixels of a shard.
   *
   * @throws UserError if no array has as much
   */
  static byte[] room(int images, ImageShape shape) {
    long bytes = (long) images * shape.pixels();
    if (bytes > MOST_BYTES) {
      throw new UserError(
          "%,d images of %d x %d pixels are too many for one worker: train with mode = spark and more workers on more slots, or lower data.image.size.",
          images, shape.height(), shape.width());
    }
    return new byte[(int) bytes];
  }

  @Override
  public int size() {
    return ids.length;
  }

  @Override
  public void fill(
      int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
    toPlanar(shape, pixels, row * shape.pixels(), input, inputAt);
    if (mirrored && Draw.hash(pass.seed(), "mirror image of epoch " + pass.epoch(), ids[row]) < 0) {
      mirror(input, inputAt);
    }
    if (latentSize == 0) {
      return;
    }
    SplittableRandom random =
        Draw.generator(pass.seed(), "noise of epoch " + pass.epoch(), ids[row]);
    for (int i = 0; i < latentSize; i++) {
      conditions[conditionsAt + i] = (float) random.nextGaussian();
    }
    conditions[conditionsAt + latentSize] = (float) pass.weight();
  }

  /** Turns the rows of an image [channels, height, width] round. */
  private void mirror(float[] image, int at) {
    int width = shape.width();
    for (int row = at; row < at + shape.pixels(); row += width) {
      for (int x = 0; x < width / 2; x++) {
        float left = image[row + x];
        image[row + x] = image[row + width - 1 - x];
        image[row + width - 1 - x] = left;
      }
    }
  }

  /** Images [n, channels, height, width] in [0, 1]. */
  public static float[] planar(ImageShape shape, List<LabelledImage> images) {
    float[] planar = new float[images.size() * shape.pixels()];
    for (int i = 0; i < images.size(); i++) {
      toPlanar(shape, images.get(i).pixels(), 0, planar, i * shape.pixels());
    }
    return planar;
  }

  /** Bytes [height, width, channels] to floats [channels, height, width] in [0, 1]. */
  public static void toPlanar(ImageShape shape, byte[] pixels, int from, float[] planar, int at) {
    int channels = shape.channels();
    int plane = shape.height() * shape.width();
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < plane; i++) {
        planar[at + c * plane + i] = (pixels[from + i * channels + c] & 0xFF) / 255f;
      }
    }
  }

  /** Floats [channels, height, width] in [0, 1] to bytes [height, width, channels], rounded. */
  public static byte[] toBytes(ImageShape shape, float[] planar, int from) {
    int channels = shape.channels();
    int plane = shape.height() * shape.width();
    byte[] pixels = new byte[shape.pixels()];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < plane; i++) {
        float value = Math.max(0, Math.min(1, planar[from + c * plane + i]));
        pixels[i * channels + c] = (byte) Math.round(255 * value);
      }
    }
    return pixels;
  }
}
