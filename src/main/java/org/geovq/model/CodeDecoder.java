package org.geovq.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Code grids to images, for one thread. */
public final class CodeDecoder {
  private final ImageCodec codec;
  private final LatentGrid grid;
  private final float[] codebook;

  /**
   * @param codebook row-major [K, dimension]: what each code decodes from
   */
  public CodeDecoder(ImageCodec codec, LatentGrid grid, float[] codebook) {
    this.codec = codec;
    this.grid = grid;
    this.codebook = codebook;
  }

  /**
   * Decodes images.
   *
   * @param codes each [positions]
   * @return [n, channels, height, width] in [0, 1]
   */
  public float[] decode(List<int[]> codes) {
    float[] latents = new float[codes.size() * grid.size()];
    for (int i = 0; i < codes.size(); i++) {
      grid.toDecoder(codebook, codes.get(i), 0, latents, i * grid.size());
    }
    return codec.decode(latents);
  }

  /** Codes of images one after the other as one array an image. */
  public static List<int[]> grids(int[] codes, int positions) {
    List<int[]> grids = new ArrayList<>(codes.length / positions);
    for (int from = 0; from < codes.length; from += positions) {
      grids.add(Arrays.copyOfRange(codes, from, from + positions));
    }
    return grids;
  }
}
