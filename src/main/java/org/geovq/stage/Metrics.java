package org.geovq.stage;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geovq.eval.Spread;

/**
 * The document metrics/metrics.json: every figure that the report prints. Arms are named after what
 * their codes come from; "vae" is the continuous one. All of the test split.
 *
 * @param reconstruction by arm, and by arm_mean or arm_medoid where the codes are decoded the other
 *     way
 * @param codebook by arm
 * @param prior by arm and kind of prior; no kinds where none was asked for
 * @param assignment what each arm's table of codes says of itself
 * @param clusters by arm: how codes go with labels; empty where images have no labels
 * @param positions by arm: the use of the codes at each position of the grid
 * @param fidelity of samples; null where it was not asked for
 * @param sweep rate and distortion over codebook sizes and seeds; null where it was not asked for
 * @param ablation what the choices around the geodesics are worth; empty where it was not asked for
 * @param seconds by directory
 */
public record Metrics(
    Map<String, Reconstruction> reconstruction,
    Map<String, CodebookFigures> codebook,
    Map<String, Map<String, Prior>> prior,
    Latent latents,
    Map<String, Map<String, Object>> assignment,
    Map<String, Clusters> clusters,
    Map<String, Positions> positions,
    Fidelity fidelity,
    Sweep sweep,
    List<Variant> ablation,
    Map<String, Double> seconds) {

  /** Whether priors were trained; if so, for every arm. */
  public boolean hasPriors() {
    return prior.values().stream().anyMatch(byKind -> !byKind.isEmpty());
  }

  /** Per image and then averaged; MSE and L1 in units of [0, 1]. */
  public record Reconstruction(double mse, double l1, double psnrDb, double ssim) {}

  /** Use of the codes. */
  public record CodebookFigures(
      int size, int used, double usagePerplexity, double topShare, double entropyBitsPerImage) {}

  /** What the prior says of held-out codes. */
  public record Prior(
      double nllNatsPerImage, double bitsPerPosition, double bitsPerDim, double perplexity) {}

  /** The continuous latents. */
  public record Latent(
      int activeUnits, int activeChannels, double klNatsPerImage, double[] klNatsPerChannel) {}

  /**
   * How an arm's codes go with the labels of their images.
   *
   * @param silhouette of the medoids' clusters on the geodesic distances, -1 to 1; null for arms
   *     that do not cluster nodes, and where geodesics were not computed
   */
  public record Clusters(double purity, double nmi, double ari, Double silhouette) {}

  /** Codes used and their usage perplexity, at each position in raster order. */
  public record Positions(int[] used, double[] usagePerplexity) {}

  /**
   * Samples seen by a classifier that was trained on the labelled training images.
   *
   * @param frechetFloor Fréchet distance (classifier features) from training to test images
   * @param samples by arm and kind of prior
   */
  public record Fidelity(
      double classifierAccuracy,
      double frechetFloor,
      double[] testClassShares,
      double testConfidence,
      Map<String, Map<String, SampleFidelity>> samples) {

    /** The kinds of prior whose samples were judged. */
    public Set<String> kinds() {
      Set<String> kinds = new LinkedHashSet<>();
      samples.values().forEach(byKind -> kinds.addAll(byKind.keySet()));
      return kinds;
    }

    /** Of an arm's samples from a kind of prior; NaN if there are none. */
    public double frechet(String arm, String kind) {
      SampleFidelity found = samples.getOrDefault(arm, Map.of()).get(kind);
      return found == null ? Double.NaN : found.frechet();
    }
  }

  /**
   * One set of samples.
   *
   * @param frechet Fréchet distance (classifier features) to the test images
   * @param classDistance total variation distance of the predicted classes from the test images'
   * @param confidence mean of the largest probability
   */
  public record SampleFidelity(
      long images, double frechet, double[] classShares, double classDistance, double confidence) {}

  /**
   * Rate and distortion.
   *
   * @param points every arm, size and seed that was measured, on test images
   * @param spread by arm and figure, over seeds at codebook.size
   * @param geodesicMinus by other arm and figure: paired by seed, at codebook.size; empty unless
   *     the geodesic arm has several seeds. The one training of an end-to-end arm stands against
   *     all of them: its differences show the spread over the seeds of the quantization only
   */
  public record Sweep(
      List<Point> points,
      Map<String, Map<String, Spread>> spread,
      Map<String, Map<String, Spread>> geodesicMinus) {}

  /**
   * One codebook.
   *
   * @param priorBitsPerImage of the sweep's own small prior; null where none was trained
   */
  public record Point(
      String arm,
      int size,
      long seed,
      double mse,
      double psnrDb,
      double ssim,
      int used,
      double usagePerplexity,
      double entropyBitsPerImage,
      Double priorBitsPerImage) {}

  /**
   * A codebook of the run's size from the run's nodes, made in one of the ways there are.
   *
   * @param metric of edges, straight distances and assignment; pullback: decoded lengths of edges
   * @param distances geodesic or direct
   * @param costPower of the distances that are summed
   * @param decode medoid or mean
   */
  public record Variant(
      String metric,
      String distances,
      int costPower,
      String decode,
      double mse,
      int used,
      double usagePerplexity,
      double entropyBitsPerImage) {}
}
