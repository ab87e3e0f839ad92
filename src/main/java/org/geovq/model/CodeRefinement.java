package org.geovq.model;

import java.util.Arrays;
import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Chooses codes by what they do to the decoded image. A rule that looks at one vector at a time
 * leaves each its own error, although the decoder sees neighbouring ones together; here a vector is
 * asked to make up for what its neighbours, once they have their codes, do to the image.
 *
 * <p>The vectors are taken in four interleaved groups. With g the gradient of the reconstruction
 * loss at an image's present latents z, a code c for one position costs about g (c - z) + 1/2 h (c
 * - z)^2, summed over channels, and the cheapest is taken. The curvature is known without a second
 * derivative: where the evidence bound is at its best, beta / sigma^2 is that of the training
 * objective. The first round starts from mu, so that each group sees the codes of the groups before
 * it; a further one from the codes.
 *
 * <p>For one thread.
 */
public final class CodeRefinement implements AutoCloseable {
  private static final int GROUPS = 4;

  private final LatentGrid grid;
  private final float[] codebook;
  private final double beta;
  private final int rounds;
  private final int pixels;
  private final Likelihood likelihood;
  private final Inference slope;
  private final ImageCodec codec;
  private final CodeDecoder decoder;

  /**
   * @param codebook what codes decode from, row-major [K, dimension]
   * @param beta weight of the KL divergence with which the parameters were trained, above 0
   * @param rounds at least 1
   * @param batchSize images at once
   */
  public CodeRefinement(
      Vae vae,
      ParameterSet parameters,
      LatentGrid grid,
      float[] codebook,
      double beta,
      int rounds,
      int batchSize) {
    this.grid = grid;
    this.codebook = codebook;
    this.beta = beta;
    this.rounds = rounds;
    this.pixels = vae.pixels();
    this.likelihood = vae.likelihood();
    this.slope =
        new Inference(
            parameters,
            batchSize,
            new long[] {grid.size() + pixels},
            (ops, rows) -> List.of(slope(vae, ops, rows, batchSize)));
    this.codec = new ImageCodec(vae, parameters, batchSize);
    this.decoder = new CodeDecoder(codec, grid, codebook);
  }

  /** From rows (latents, image) to the gradient of an image's loss with respect to its latents. */
  private static SDVariable slope(Vae vae, Ops ops, SDVariable rows, int batchSize) {
    int numbers = vae.latentSize();
    SDVariable latents =
        ops.columns(rows, 0, numbers).reshape(Ops.batchShape(batchSize, vae.latentShape()));
    SDVariable images =
        ops.columns(rows, numbers, numbers + vae.pixels())
            .reshape(Ops.batchShape(batchSize, vae.inputShape()));
    SDVariable loss = vae.likelihood().loss(ops, images, vae.logits(ops, latents), vae.pixels());
    return ops.gradient(loss.mul(batchSize), latents);
  }

  /**
   * Chooses the codes of images again.
   *
   * @param images [n, channels, height, width] in [0, 1]
   * @param mu, logVariance their vectors, [n, positions, dimension]
   * @param codes [n x positions] by some rule; an image whose loss does not fall keeps them
   * @return [n x positions]
   */
  public int[] refine(float[] images, float[] mu, float[] logVariance, int[] codes) {
    int[] refined = new int[codes.length];
    float[] latents = mu.clone();
    for (int round = 0; round < rounds; round++) {
      for (int group = 0; group < GROUPS; group++) {
        choose(group, images, latents, logVariance, refined);
      }
    }
    return better(images, codes, refined);
  }

  /** Gives the vectors of a group their codes, and moves them there. */
  private void choose(
      int group, float[] images, float[] latents, float[] logVariance, int[] codes) {
    float[] slopes = slopes(images, latents);
    int d = grid.dimension();
    for (int first = 0; first < codes.length; first += grid.positions()) {
      float[] own = grid.toVectors(slopes, first * d);
      for (int p = 0; p < grid.positions(); p++) {
        if (group(p) == group) {
          int at = (first + p) * d;
          codes[first + p] = cheapest(own, p * d, latents, logVariance, at);
          System.arraycopy(codebook, codes[first + p] * d, latents, at, d);
        }
      }
    }
  }

  /** Gradients of the images' losses with respect to what the decoder takes, [n, latentSize]. */
  float[] slopes(float[] images, float[] latents) {
    return slope.run(rows(images, latents))[0];
  }

  private int group(int position) {
    return position / grid.columns() % 2 * 2 + position % grid.columns() % 2;
  }

  private int cheapest(float[] slopes, int slopesAt, float[] latents, float[] logVariance, int at) {
    int d = grid.dimension();
    double[] curvature = new double[d];
    for (int c = 0; c < d; c++) {
      curvature[c] = beta * Math.exp(-logVariance[at + c]);
    }
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int code = 0; code < codebook.length / d; code++) {
      double cost = 0;
      for (int c = 0; c < d; c++) {
        double step = codebook[code * d + c] - latents[at + c];
        cost += (slopes[slopesAt + c] + 0.5 * curvature[c] * step) * step;
      }
      if (cost < least) {
        least = cost;
        best = code;
      }
    }
    return best;
  }

  /** Rows (latents as the decoder wants them, image). */
  private float[] rows(float[] images, float[] latents) {
    int n = images.length / pixels;
    int width = grid.size() + pixels;
    float[] rows = new float[n * width];
    for (int i = 0; i < n; i++) {
      grid.toDecoder(latents, i * grid.size(), rows, i * width);
      System.arraycopy(images, i * pixels, rows, i * width + grid.size(), pixels);
    }
    return rows;
  }

  private int[] better(float[] images, int[] before, int[] after) {
    double[] lossBefore = losses(images, before);
    double[] lossAfter = losses(images, after);
    int[] codes = before.clone();
    for (int i = 0; i < lossBefore.length; i++) {
      if (lossAfter[i] < lossBefore[i]) {
        int at = i * grid.positions();
        System.arraycopy(after, at, codes, at, grid.positions());
      }
    }
    return codes;
  }

  /** Reconstruction loss of each image. */
  double[] losses(float[] images, int[] codes) {
    float[] decoded = decoder.decode(CodeDecoder.grids(codes, grid.positions()));
    double[] losses = new double[images.length / pixels];
    for (int i = 0; i < losses.length; i++) {
      losses[i] =
          likelihood.loss(
              Arrays.copyOfRange(images, i * pixels, (i + 1) * pixels),
              Arrays.copyOfRange(decoded, i * pixels, (i + 1) * pixels));
    }
    return losses;
  }

  @Override
  public void close() {
    slope.close();
    codec.close();
  }
}
