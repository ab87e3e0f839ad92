package org.geovq.model;

import org.geovq.nn.Network;
import org.geovq.nn.Ops;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Small convolutional classifier of images [channels, height, width] in [0, 1], by whose features
 * and answers sampled images are judged: two convolutions k4 s2 p1 (channels to width to 2 x
 * width), a dense layer to {@value #FEATURES} features, each with ReLU, and a dense layer to the
 * classes.
 *
 * <p>A row of conditions is the label, a whole number 0 .. classes-1.
 *
 * @param imageHeight, imageWidth multiples of 4
 * @param width channels of the first convolution; the second has twice as many
 */
public record Classifier(int channels, int imageHeight, int imageWidth, int width, int classes)
    implements Network {
  /** Numbers per feature vector. */
  public static final int FEATURES = 64;

  public Classifier {
    Sizes.requireImage(channels, imageHeight, imageWidth);
    Sizes.requireWidth("width", width);
    Sizes.requireWidth("classes", classes);
  }

  @Override
  public long[] inputShape() {
    return new long[] {channels, imageHeight, imageWidth};
  }

  @Override
  public int conditions() {
    return 1;
  }

  /** Cross-entropy of the labels in nats. */
  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    return ops.crossEntropy(logits(ops, features(ops, input)), ops.whole(conditions));
  }

  /** Images [batch, channels, imageHeight, imageWidth] to features [batch, {@value #FEATURES}]. */
  public SDVariable features(Ops ops, SDVariable images) {
    SDVariable x = ops.relu(ops.conv("conv1", images, channels, width, 4, 2, 1));
    x = ops.relu(ops.conv("conv2", x, width, 2 * width, 4, 2, 1));
    int numbers = 2 * width * (imageHeight / 4) * (imageWidth / 4);
    return ops.relu(ops.dense("features", x.reshape(-1, numbers), numbers, FEATURES));
  }

  /** Features [batch, {@value #FEATURES}] to logits [batch, classes]. */
  public SDVariable logits(Ops ops, SDVariable features) {
    return ops.dense("head", features, FEATURES, classes);
  }
}
