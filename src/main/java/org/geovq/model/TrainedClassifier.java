package org.geovq.model;

import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;

/** A trained classifier for one thread. */
public final class TrainedClassifier implements AutoCloseable {
  private final Inference inference;

  /**
   * What the classifier finds in n images, row-major.
   *
   * @param features [n, {@value Classifier#FEATURES}], at least 0
   * @param probabilities [n, classes]; each row sums to 1
   */
  public record Result(float[] features, float[] probabilities) {}

  /**
   * @param batchSize images at once
   */
  public TrainedClassifier(Classifier classifier, ParameterSet parameters, int batchSize) {
    inference =
        new Inference(
            parameters,
            batchSize,
            classifier.inputShape(),
            (ops, images) -> {
              SDVariable features = classifier.features(ops, images);
              SDVariable logits = classifier.logits(ops, features);
              return List.of(features, ops.graph().nn().softmax(logits, 1));
            });
  }

  /** Classifies images [n, channels, height, width] in [0, 1]. */
  public Result classify(float[] images) {
    float[][] outputs = inference.run(images);
    return new Result(outputs[0], outputs[1]);
  }

  @Override
  public void close() {
    inference.close();
  }
}
