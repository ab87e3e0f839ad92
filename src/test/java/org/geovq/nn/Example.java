package org.geovq.nn;

import java.util.SplittableRandom;
import org.geovq.model.Prior;
import org.geovq.random.Draw;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Random examples of a network.
 *
 * @param input row-major [n, inputShape...]
 * @param conditions row-major [n, conditions]
 */
record Example(Network network, int n, float[] input, float[] conditions) {

  /**
   * Pixels in [0, 1), or codes and labels; noise from a normal distribution, and the last condition
   * 0.7.
   */
  static Example of(Network network, int n) {
    SplittableRandom random = Draw.generator(5, "example", n);
    int length = 1;
    for (long side : network.inputShape()) {
      length *= (int) side;
    }
    float[] input = new float[n * length];
    for (int i = 0; i < input.length; i++) {
      input[i] =
          network instanceof Prior prior
              ? random.nextInt(i % length < prior.positions() ? prior.codes() : prior.classes())
              : (float) random.nextDouble();
    }
    int width = network.conditions();
    float[] conditions = new float[n * width];
    for (int i = 0; i < conditions.length; i++) {
      conditions[i] = i % width == width - 1 ? 0.7f : (float) random.nextGaussian();
    }
    return new Example(network, n, input, conditions);
  }

  INDArray inputArray() {
    long[] shape = network.inputShape();
    long[] batch = new long[shape.length + 1];
    batch[0] = n;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return Nd4j.createFromArray(input).reshape(batch);
  }

  INDArray conditionArray() {
    return Nd4j.createFromArray(conditions).reshape(n, network.conditions());
  }
}
