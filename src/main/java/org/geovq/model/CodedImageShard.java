package org.geovq.model;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.nn.Pass;
import org.geovq.nn.Shard;

/**
 * Images with their codes for {@link DecoderTuning}.
 *
 * @param vectors what codes decode from, row-major [K, dimension]
 * @param codes [n, positions]
 * @param pixels unsigned bytes, [n, height, width, channels]
 */
public record CodedImageShard(
    ImageShape shape, LatentGrid grid, float[] vectors, int[] codes, byte[] pixels)
    implements Shard {

  /** An image with its codes [positions]. */
  public record CodedImage(LabelledImage image, int[] codes) implements Serializable {}

  /** Packs images, in the order of their ids. */
  public static CodedImageShard of(
      ImageShape shape, LatentGrid grid, float[] vectors, List<CodedImage> images) {
    List<CodedImage> sorted =
        images.stream().sorted(Comparator.comparingLong(c -> c.image().id())).toList();
    int[] codes = new int[Math.multiplyExact(images.size(), grid.positions())];
    byte[] pixels = ImageShard.room(images.size(), shape);
    for (int i = 0; i < sorted.size(); i++) {
      CodedImage one = sorted.get(i);
      System.arraycopy(one.codes(), 0, codes, i * grid.positions(), grid.positions());
      System.arraycopy(one.image().pixels(), 0, pixels, i * shape.pixels(), shape.pixels());
    }
    return new CodedImageShard(shape, grid, vectors, codes, pixels);
  }

  @Override
  public int size() {
    return codes.length / grid.positions();
  }

  @Override
  public void fill(
      int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
    ImageShard.toPlanar(shape, pixels, row * shape.pixels(), input, inputAt);
    grid.toDecoder(vectors, codes, row * grid.positions(), conditions, conditionsAt);
  }

  /** Loss of the images that a decoder makes of the codes, summed over the shard. */
  public double loss(AutoEncoder network, ImageCodec codec, int chunk) {
    double sum = 0;
    for (int from = 0; from < size(); from += chunk) {
      int n = Math.min(size() - from, chunk);
      float[] images = new float[n * shape.pixels()];
      float[] latents = new float[n * grid.size()];
      for (int i = 0; i < n; i++) {
        fill(from + i, null, images, i * shape.pixels(), latents, i * grid.size());
      }
      sum += network.likelihood().loss(images, codec.decode(latents));
    }
    return sum;
  }
}
