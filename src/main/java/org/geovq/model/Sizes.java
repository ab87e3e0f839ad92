package org.geovq.model;

import java.util.Objects;
import org.geovq.data.ImageShape;

/**
 * What a network may be like. The description comes from a file: a graph of any other size is never
 * begun with.
 */
final class Sizes {
  /** Far more than anybody trains; each is some operations of a graph. */
  private static final int MOST_LAYERS = 256;

  private static final int WIDEST = 1 << 16;
  private static final int MOST_CODES = 1 << 20;

  private Sizes() {}

  /**
   * @throws IllegalArgumentException if the size is not within least .. most
   */
  static void require(String what, int size, int least, int most) {
    if (size < least || size > most) {
      throw new IllegalArgumentException(
          "%s %d: expected %d to %d".formatted(what, size, least, most));
    }
  }

  /** Channels, numbers of a vector and the like. */
  static void requireWidth(String what, int size) {
    require(what, size, 1, WIDEST);
  }

  static void requireCodes(int codes) {
    require("codes", codes, 1, MOST_CODES);
  }

  static void requireLayers(String what, int layers) {
    require(what, layers, 0, MOST_LAYERS);
  }

  /** Networks halve the sides twice. */
  static void requireImage(int channels, int height, int width) {
    new ImageShape(height, width, channels);
    if (height % 4 != 0 || width % 4 != 0) {
      throw new IllegalArgumentException("sides must be multiples of 4: " + height + " x " + width);
    }
  }

  /** What all priors have in common. */
  static void requirePrior(int codes, int gridHeight, int gridWidth, int layers, int classes) {
    requireCodes(codes);
    require("grid height", gridHeight, 1, ImageShape.MAX_SIDE);
    require("grid width", gridWidth, 1, ImageShape.MAX_SIDE);
    requireLayers("layers", layers);
    require("classes", classes, 0, WIDEST);
  }

  /** Choices that a description has to make. */
  static void requireAll(Object... choices) {
    for (Object choice : choices) {
      Objects.requireNonNull(choice, "a choice is missing");
    }
  }
}
