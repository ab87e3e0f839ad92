package org.geovq.model;

import java.io.Serializable;
import java.util.Arrays;
import org.geovq.eval.ClassHistogram;

/**
 * What a classifier finds in a set of images, and how often it is right where labels are known;
 * meters of parts can be merged.
 */
public final class ClassifierMeter implements Serializable {
  private static final long serialVersionUID = 1;

  /** Keeps the loss of a certain error finite. */
  private static final double LEAST_PROBABILITY = 1e-12;

  private final int numberOfClasses;
  private final ClassHistogram classes;
  private long images;
  private long labelled;
  private long right;
  private double nats;

  /**
   * @param numberOfClasses of the classifier
   */
  public ClassifierMeter(int numberOfClasses) {
    this.numberOfClasses = numberOfClasses;
    this.classes = new ClassHistogram(numberOfClasses);
  }

  /**
   * Adds images.
   *
   * @param labels one an image; -1 where it has none
   * @throws IllegalArgumentException where there are not as many labels as images
   */
  public ClassifierMeter add(TrainedClassifier.Result found, int[] labels) {
    if (found.probabilities().length != labels.length * numberOfClasses) {
      throw new IllegalArgumentException(
          "%d labels for %d probabilities of %d classes"
              .formatted(labels.length, found.probabilities().length, numberOfClasses));
    }
    for (int i = 0; i < labels.length; i++) {
      float[] probabilities = row(found.probabilities(), i, numberOfClasses);
      classes.add(probabilities);
      addLabel(probabilities, labels[i]);
    }
    images += labels.length;
    return this;
  }

  /** Adds all that another meter of as many classes holds, and returns this one. */
  public ClassifierMeter merge(ClassifierMeter other) {
    classes.merge(other.classes);
    images += other.images;
    labelled += other.labelled;
    right += other.right;
    nats += other.nats;
    return this;
  }

  /** The classes that the images were taken for. */
  public ClassHistogram classes() {
    return classes;
  }

  /** Number of images added so far. */
  public long images() {
    return images;
  }

  /** Share of the labelled images whose likeliest class is their label, 0 to 1; NaN without any. */
  public double accuracy() {
    return (double) right / labelled;
  }

  /** Mean cross-entropy of the labels in nats; lower is better; NaN without labelled images. */
  public double crossEntropy() {
    return nats / labelled;
  }

  /** A label that the classifier does not know is an error like others. */
  private void addLabel(float[] probabilities, int label) {
    if (label < 0) {
      return;
    }
    float own = label < numberOfClasses ? probabilities[label] : 0;
    boolean likeliest = own > 0;
    for (int c = 0; c < numberOfClasses; c++) {
      likeliest &= c == label || probabilities[c] < own;
    }
    labelled++;
    right += likeliest ? 1 : 0;
    nats -= Math.log(Math.max(own, LEAST_PROBABILITY));
  }

  private static float[] row(float[] values, int row, int length) {
    return Arrays.copyOfRange(values, row * length, (row + 1) * length);
  }
}
