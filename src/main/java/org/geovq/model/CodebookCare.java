package org.geovq.model;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.cluster.KMeans;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.nn.Trainer.Steered;
import org.geovq.random.Draw;

/**
 * Keeps all codes of an {@code EMA} codebook in use: it starts from k-means on the latent vectors
 * of some images, and after each round a code that stands for too few vectors is set onto a random
 * vector of those images, with both of its averages (Dhariwal et al. 2020, arXiv 2005.00341).
 */
public final class CodebookCare implements Trainer.Steering {
  private static final int KMEANS_ROUNDS = 30;

  private final VqVae network;
  private final ImageShard probe;
  private final int batchSize;
  private final double reviveBelow;
  private final long seed;
  private long revived;

  /**
   * @param probe training images whose vectors codes are set onto
   * @param batchSize images that are encoded at once
   * @param reviveBelow share of an even use below which a code is revived; 0: never
   */
  public CodebookCare(
      VqVae network, ImageShard probe, int batchSize, double reviveBelow, long seed) {
    this.network = network;
    this.probe = probe;
    this.batchSize = batchSize;
    this.reviveBelow = reviveBelow;
    this.seed = seed;
  }

  /** Parameters with a k-means codebook. */
  public ParameterSet started(ParameterSet parameters) {
    float[] vectors = vectors(parameters);
    KMeans clusters =
        KMeans.run(vectors, network.dimension(), network.codes(), KMEANS_ROUNDS, seed);
    float[] perImage = new float[network.codes()];
    for (int code : clusters.nearest()) {
      perImage[code] += 1f / probe.size();
    }
    for (int code = 0; code < perImage.length; code++) {
      perImage[code] = Math.max(perImage[code], 1f / probe.size());
    }
    return network.withCodebook(parameters, clusters.centroids(), perImage);
  }

  /** Codes revived since it was last asked. */
  public long takeRevived() {
    long taken = revived;
    revived = 0;
    return taken;
  }

  @Override
  public long tally() {
    return revived;
  }

  @Override
  public void resume(long tally) {
    revived = tally;
  }

  @Override
  public Steered next(Steered state, int iterations, int all) {
    float[] counts = state.parameters().get(VqVae.COUNTS);
    float even = (float) network.grid().positions() / counts.length;
    int[] dead = dead(counts, even);
    if (dead.length == 0) {
      return state;
    }
    ParameterSet parameters = revived(state.parameters(), dead, counts, even, iterations);
    return new Steered(state.weight(), parameters);
  }

  private int[] dead(float[] counts, float even) {
    int[] dead = new int[counts.length];
    int n = 0;
    for (int code = 0; code < counts.length; code++) {
      if (counts[code] < reviveBelow * even) {
        dead[n++] = code;
      }
    }
    return Arrays.copyOf(dead, n);
  }

  private ParameterSet revived(
      ParameterSet parameters, int[] dead, float[] counts, float even, int iterations) {
    float[] vectors = vectors(parameters);
    float[] table = network.codebook(parameters);
    int d = network.dimension();
    SplittableRandom random = Draw.generator(seed, "revival", iterations);
    for (int code : dead) {
      int from = random.nextInt(vectors.length / d) * d;
      System.arraycopy(vectors, from, table, code * d, d);
      counts[code] = even;
    }
    revived += dead.length;
    return network.withCodebook(parameters, table, counts);
  }

  /** The probe's latent vectors, row-major [n, dimension]. */
  private float[] vectors(ParameterSet parameters) {
    int batch = ImageCodec.batch(probe.size(), batchSize);
    try (ImageCodec codec = new ImageCodec(network, parameters, batch)) {
      return network.grid().toVectors(codec.encode(probe.planar())[0]);
    }
  }
}
