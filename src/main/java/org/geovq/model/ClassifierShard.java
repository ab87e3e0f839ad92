package org.geovq.model;

import java.util.Comparator;
import java.util.List;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.nn.Pass;
import org.geovq.nn.Shard;

/**
 * Images for a {@link Classifier}: planar pixels in [0, 1]; the condition is the label.
 *
 * @param pixels unsigned bytes, [n, height, width, channels]
 * @param labels [n], at least 0
 */
public record ClassifierShard(ImageShape shape, byte[] pixels, int[] labels) implements Shard {

  /**
   * Packs images, in the order of their ids.
   *
   * @throws IllegalArgumentException where one has no label
   */
  public static ClassifierShard of(ImageShape shape, List<LabelledImage> images) {
    List<LabelledImage> sorted =
        images.stream().sorted(Comparator.comparingLong(LabelledImage::id)).toList();
    int[] labels = new int[sorted.size()];
    byte[] pixels = ImageShard.room(sorted.size(), shape);
    for (int i = 0; i < labels.length; i++) {
      LabelledImage image = sorted.get(i);
      if (image.label() < 0) {
        throw new IllegalArgumentException("image " + image.id() + " has no label");
      }
      labels[i] = image.label();
      System.arraycopy(image.pixels(), 0, pixels, i * shape.pixels(), shape.pixels());
    }
    return new ClassifierShard(shape, pixels, labels);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public void fill(
      int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
    ImageShard.toPlanar(shape, pixels, row * shape.pixels(), input, inputAt);
    conditions[conditionsAt] = labels[row];
  }
}
