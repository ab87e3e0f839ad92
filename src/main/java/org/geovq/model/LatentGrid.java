package org.geovq.model;

import java.io.Serializable;

/**
 * How an encoder's output is cut into the vectors that are quantized, one a position.
 *
 * @param rows of the code grid
 * @param columns of the code grid
 * @param dimension numbers per vector
 * @param channelsFirst whether the encoder gives [dimension, rows, columns] (spatial head) or
 *     consecutive pieces (flat head)
 */
public record LatentGrid(int rows, int columns, int dimension, boolean channelsFirst)
    implements Serializable {

  /**
   * The grid of a network; a flat latent is cut into the given number of pieces, shown as near a
   * square as they allow.
   */
  public static LatentGrid of(Vae vae, int pieces) {
    if (vae.head() == Vae.Head.SPATIAL) {
      return new LatentGrid(vae.gridHeight(), vae.gridWidth(), vae.latent(), true);
    }
    int rows = (int) Math.sqrt(pieces);
    while (pieces % rows != 0) {
      rows--;
    }
    return new LatentGrid(rows, pieces / rows, vae.latent() / pieces, false);
  }

  /** Vectors per image. */
  public int positions() {
    return rows * columns;
  }

  /** Numbers per image. */
  public int size() {
    return positions() * dimension;
  }

  /** One image's encoder output, from the given place on, as vectors [positions, dimension]. */
  public float[] toVectors(float[] encoded, int at) {
    float[] vectors = new float[size()];
    for (int p = 0; p < positions(); p++) {
      for (int d = 0; d < dimension; d++) {
        vectors[p * dimension + d] = encoded[at + index(p, d)];
      }
    }
    return vectors;
  }

  /** Some images' encoder outputs as vectors [n x positions, dimension]. */
  public float[] toVectors(float[] encoded) {
    float[] vectors = new float[encoded.length];
    for (int at = 0; at < encoded.length; at += size()) {
      System.arraycopy(toVectors(encoded, at), 0, vectors, at, size());
    }
    return vectors;
  }

  /** Writes vectors [positions, dimension] as the decoder wants them. */
  public void toDecoder(float[] vectors, int from, float[] decoderInput, int at) {
    for (int p = 0; p < positions(); p++) {
      for (int d = 0; d < dimension; d++) {
        decoderInput[at + index(p, d)] = vectors[from + p * dimension + d];
      }
    }
  }

  /**
   * Writes the vectors of an image's codes as the decoder wants them.
   *
   * @param codebook row-major [K, dimension]
   * @param codes the image's [positions] from the given place on
   */
  void toDecoder(float[] codebook, int[] codes, int from, float[] decoderInput, int at) {
    for (int p = 0; p < positions(); p++) {
      for (int d = 0; d < dimension; d++) {
        decoderInput[at + index(p, d)] = codebook[codes[from + p] * dimension + d];
      }
    }
  }

  private int index(int position, int d) {
    return channelsFirst ? d * positions() + position : position * dimension + d;
  }
}
