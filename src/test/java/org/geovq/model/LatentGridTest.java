package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatentGridTest {
  /** Channels (1, 2, 3) and (10, 20, 30) on three positions, after one number of something else. */
  @Test
  void aSpatialLatentIsCutIntoTheChannelsOfEachPosition() {
    LatentGrid grid = new LatentGrid(1, 3, 2, true);
    float[] encoded = {-1, 1, 2, 3, 10, 20, 30};
    assertArrayEquals(new float[] {1, 10, 2, 20, 3, 30}, grid.toVectors(encoded, 1));
  }

  @Test
  void aFlatLatentIsCutIntoPieces() {
    LatentGrid grid = new LatentGrid(1, 3, 2, false);
    float[] encoded = {-1, 1, 2, 3, 10, 20, 30};
    assertArrayEquals(new float[] {1, 2, 3, 10, 20, 30}, grid.toVectors(encoded, 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void toDecoderIsTheInverseOfToVectors(boolean channelsFirst) {
    LatentGrid grid = new LatentGrid(2, 3, 4, channelsFirst);
    float[] encoded = new float[grid.size()];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = i + 1;
    }
    float[] vectors = new float[grid.size() + 5];
    System.arraycopy(grid.toVectors(encoded, 0), 0, vectors, 5, grid.size());
    float[] decoderInput = new float[grid.size() + 7];
    grid.toDecoder(vectors, 5, decoderInput, 7);
    float[] expected = new float[grid.size() + 7];
    System.arraycopy(encoded, 0, expected, 7, grid.size());
    assertArrayEquals(expected, decoderInput);
  }

  @Test
  void aSpatialHeadHasTheGridOfItsMaps() {
    Vae vae = new Vae(1, 8, 12, 4, 1, Vae.Head.SPATIAL, 3, Likelihood.BERNOULLI);
    assertEquals(new LatentGrid(2, 3, 3, true), LatentGrid.of(vae, 99));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "4, 2, 2", "8, 2, 4", "24, 4, 6", "3, 1, 3"})
  void piecesOfAFlatHeadStandInARectangleNearASquare(int pieces, int rows, int columns) {
    Vae vae = new Vae(1, 8, 8, 4, 0, Vae.Head.FLAT, 48, Likelihood.BERNOULLI);
    assertEquals(new LatentGrid(rows, columns, 48 / pieces, false), LatentGrid.of(vae, pieces));
  }
}
