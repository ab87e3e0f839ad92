package org.geovq.model;

import java.util.List;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * VQ-VAE (van den Oord, Vinyals, Kavukcuoglu 2017, arXiv 1711.00937) on images [channels, height,
 * width] in [0, 1]: each vector of the grid [dimension, height/4, width/4] is replaced by the
 * nearest of K codes before it is decoded, and the gradient passes straight through.
 *
 * <p>Codebook {@code EMA}: a code is the quotient of two moving averages, the sum and the number
 * per image of the vectors that it stands for (appendix A.1 there; Razavi et al. 2019, arXiv
 * 1906.00446). They are parameters whose gradient is old minus new, so that averaging over workers
 * gives what one worker with all their images would have. Both start at zero: set a codebook by
 * {@link #withCodebook} first. Codebook {@code GRADIENT}: a parameter that the codebook loss pulls
 * to its vectors, starting in U(-1/K, 1/K).
 *
 * <p>The trunk is that of {@link Vae}. The row of conditions is not used.
 *
 * @param residual form of the residual blocks
 * @param commitment weight of the commitment loss
 * @param decay of the moving averages per step, 0 to 1
 */
public record VqVae(
    int channels,
    int imageHeight,
    int imageWidth,
    int width,
    int blocks,
    Residual residual,
    Bridge bridge,
    int codes,
    int dimension,
    Likelihood likelihood,
    Learning codebook,
    double commitment,
    double decay)
    implements AutoEncoder {
  /** Names of the averages and of the learned codebook. */
  static final String SUMS = "codebook.sums";

  static final String COUNTS = "codebook.counts";
  static final String TABLE = "codebook.table";

  /** Keeps a code that has lost all its vectors finite until it is revived. */
  private static final double LEAST_COUNT = 1e-7;

  /** How codes get into the decoder. */
  public enum Bridge {
    /** As in the spatial VAE: convolution k3, ReLU. */
    SPATIAL,
    /** As in the reference: convolution k1. */
    LINEAR
  }

  /** How the codebook is learned. */
  public enum Learning {
    EMA,
    GRADIENT
  }

  public VqVae {
    Sizes.requireImage(channels, imageHeight, imageWidth);
    Sizes.requireWidth("width", width);
    Sizes.requireLayers("blocks", blocks);
    Sizes.requireCodes(codes);
    Sizes.requireWidth("dimension", dimension);
    Sizes.requireAll(residual, bridge, likelihood, codebook);
    if (!(commitment >= 0 && commitment <= 1000 && decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("commitment " + commitment + ", decay " + decay);
    }
  }

  /**
   * The network of the reference experiments: bridge {@code LINEAR}, 64 numbers a code; for grey
   * images width 128 and no blocks, for colour width 64 and two {@code REFERENCE} blocks. With
   * codebook {@code GRADIENT} and K = 512 that makes 1,119,041 parameters for [1, 28, 28] and
   * 777,539 for [3, 32, 32].
   */
  public static VqVae reference(
      int channels,
      int imageHeight,
      int imageWidth,
      int codes,
      Likelihood likelihood,
      Learning codebook,
      double commitment,
      double decay) {
    boolean grey = channels == 1;
    return new VqVae(
        channels,
        imageHeight,
        imageWidth,
        grey ? 128 : 64,
        grey ? 0 : 2,
        grey ? Residual.PREACTIVATED : Residual.REFERENCE,
        Bridge.LINEAR,
        codes,
        64,
        likelihood,
        codebook,
        commitment,
        decay);
  }

  /** How the encoder's output is cut into vectors. */
  public LatentGrid grid() {
    return new LatentGrid(imageHeight / 4, imageWidth / 4, dimension, true);
  }

  @Override
  public long[] inputShape() {
    return new long[] {channels, imageHeight, imageWidth};
  }

  @Override
  public long[] latentShape() {
    return new long[] {dimension, imageHeight / 4, imageWidth / 4};
  }

  @Override
  public int conditions() {
    return 1;
  }

  @Override
  public boolean isAverage(String parameter) {
    return parameter.equals(SUMS) || parameter.equals(COUNTS);
  }

  /**
   * Reconstruction, summed over pixels, plus codebook loss ({@code GRADIENT} only) and commitment
   * loss, both summed over the latent numbers.
   */
  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    SDVariable grid = encode(ops, input);
    SDVariable vectors = grid.permute(0, 2, 3, 1).reshape(-1, dimension);
    SDVariable table = table(ops);
    SDVariable chosen = nearest(ops, ops.constant(vectors), ops.constant(table));
    SDVariable quantized = ops.rows(table, chosen, codes);
    SDVariable fixed = ops.constant(quantized);
    SDVariable passed = vectors.add(ops.constant(quantized.sub(vectors)));
    SDVariable loss =
        likelihood
            .loss(ops, input, logits(ops, toGrid(passed)), pixels())
            .add(distance(ops, vectors, fixed).mul(commitment));
    return codebook == Learning.GRADIENT
        ? loss.add(distance(ops, quantized, ops.constant(vectors)))
        : loss.add(averages(ops, vectors, chosen));
  }

  /** Squared distance of two sets of vectors, summed over an image, mean over the batch. */
  private SDVariable distance(Ops ops, SDVariable a, SDVariable b) {
    return ops.graph().math().square(a.sub(b)).mean().mul(latentSize());
  }

  /** The codes [K, dimension]. */
  private SDVariable table(Ops ops) {
    if (codebook == Learning.GRADIENT) {
      return ops.parameter(TABLE, 1.0 / codes, codes, dimension);
    }
    SDVariable counts = ops.parameter(COUNTS, 0, codes, 1).add(LEAST_COUNT);
    return ops.constant(ops.parameter(SUMS, 0, codes, dimension).div(counts));
  }

  /** The code nearest to each vector, [n]. */
  private SDVariable nearest(Ops ops, SDVariable vectors, SDVariable table) {
    SameDiff graph = ops.graph();
    SDVariable lengths = graph.math().square(table).sum(1).reshape(1, codes).mul(0.5);
    SDVariable scores = graph.mmul(vectors, table, false, true, false).sub(lengths);
    return ops.whole(scores.argmax(1));
  }

  /** A term of value zero whose gradients move the averages, see the class. */
  private SDVariable averages(Ops ops, SDVariable vectors, SDVariable chosen) {
    double positions = (double) latentSize() / dimension;
    SDVariable sums = ops.rowSums(chosen, vectors, codes);
    SDVariable one = ops.graph().onesLike(ops.columns(vectors, 0, 1));
    SDVariable counts = ops.rowSums(chosen, one, codes);
    SDVariable images = counts.sum().div(positions);
    return moves(ops, ops.parameter(SUMS, 0, codes, dimension), sums.div(images))
        .add(moves(ops, ops.parameter(COUNTS, 0, codes, 1), counts.div(images)));
  }

  private SDVariable moves(Ops ops, SDVariable average, SDVariable batch) {
    SDVariable change = ops.constant(average.sub(batch).mul(1 - decay));
    SDVariable term = average.mul(change).sum();
    return term.sub(ops.constant(term));
  }

  private SDVariable encode(Ops ops, SDVariable images) {
    SDVariable x = trunk().down(ops, images);
    return ops.conv("encoder.out", x, 2 * width, dimension, 1, 1, 0);
  }

  /** The vectors before they are quantized. */
  @Override
  public List<SDVariable> latents(Ops ops, SDVariable images) {
    return List.of(encode(ops, images));
  }

  @Override
  public SDVariable logits(Ops ops, SDVariable latents) {
    return trunk()
        .up(
            ops,
            bridge == Bridge.SPATIAL
                ? trunk().in(ops, latents, dimension)
                : ops.conv("decoder.in", latents, dimension, 2 * width, 1, 1, 0));
  }

  /** Vectors [n, dimension] to [batch, dimension, height/4, width/4]. */
  private SDVariable toGrid(SDVariable vectors) {
    return vectors.reshape(-1, imageHeight / 4, imageWidth / 4, dimension).permute(0, 3, 1, 2);
  }

  private Trunk trunk() {
    return new Trunk(channels, width, blocks, residual);
  }

  /** The codes that parameters hold, row-major [K, dimension]. */
  public float[] codebook(ParameterSet parameters) {
    if (codebook == Learning.GRADIENT) {
      return parameters.get(TABLE);
    }
    float[] table = parameters.get(SUMS);
    float[] counts = parameters.get(COUNTS);
    for (int i = 0; i < table.length; i++) {
      table[i] /= (float) (counts[i / dimension] + LEAST_COUNT);
    }
    return table;
  }

  /**
   * Parameters with another codebook.
   *
   * @param table row-major [K, dimension]
   * @param perImage [K]: vectors per image that each code stands for, above 0; not used where the
   *     codebook is learnt by its gradient
   */
  public ParameterSet withCodebook(ParameterSet parameters, float[] table, float[] perImage) {
    if (codebook == Learning.GRADIENT) {
      return parameters.with(TABLE, table);
    }
    float[] sums = table.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] *= perImage[i / dimension];
    }
    return parameters.with(SUMS, sums).with(COUNTS, perImage);
  }
}
