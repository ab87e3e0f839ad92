package org.geovq.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geovq.config.Settings;
import org.geovq.eval.Spread;

/**
 * The document metrics/metrics.json: every figure that the report prints. Arms are named after what
 * their codes come from; "vae" is the continuous one. All of the test split.
 *
 * @param reconstruction by arm, and by arm_mean or arm_medoid where the codes are decoded the other
 *     way, arm_unrefined and arm_finetuned
 * @param codebook by arm
 * @param prior by arm and kind of prior; no kinds where none was asked for
 * @param assignment what each arm's table of codes says of itself
 * @param clusters by arm: how codes go with labels; empty where images have no labels
 * @param positions by arm: the use of the codes at each position of the grid
 * @param fidelity of samples; null where it was not asked for
 * @param lpips the network of the figure of that name; null where none was given
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
    OnnxFile lpips,
    Sweep sweep,
    List<Variant> ablation,
    Map<String, Double> seconds) {

  /** Fills in what a document of before does not have. */
  static void amend(JsonNode document) {
    document
        .at("/fidelity/features")
        .forEach(
            kind -> {
              if (kind instanceof ObjectNode found && !found.has("reconstructions")) {
                found.putObject("reconstructions");
              }
            });
  }

  /** Whether priors were trained; if so, for every arm. */
  public boolean hasPriors() {
    return prior.values().stream().anyMatch(byKind -> !byKind.isEmpty());
  }

  /**
   * Per image and then averaged; MSE and L1 in units of [0, 1].
   *
   * @param lpips mean of the user's network's distances; null where none was given
   */
  public record Reconstruction(double mse, double l1, double psnrDb, double ssim, Double lpips) {}

  /** Use of the codes. */
  public record CodebookFigures(
      int size, int used, double usagePerplexity, double topShare, double entropyBitsPerImage) {}

  /**
   * What the prior says of the codes of test images.
   *
   * @param validationNatsPerImage of validation images, by which the best prior is chosen
   */
  public record Prior(
      double validationNatsPerImage,
      double nllNatsPerImage,
      double bitsPerPosition,
      double bitsPerDim,
      double perplexity) {}

  /** The continuous latents. */
  public record Latent(
      int activeUnits, int activeChannels, double klNatsPerImage, double[] klNatsPerChannel) {}

  /**
   * How an arm's codes go with the labels of their images.
   *
   * @param silhouette of the medoids' clusters on the geodesic distances, -1 to 1; null for other
   *     arms than geodesic, where their table is on the executors, and of a single cluster
   */
  public record Clusters(double purity, double nmi, double ari, Double silhouette) {}

  /** Codes used and their usage perplexity, at each position in raster order. */
  public record Positions(int[] used, double[] usagePerplexity) {}

  /**
   * A network that the user gave.
   *
   * @param name of the file
   * @param sha256 of the file, hexadecimal
   * @param use inputs, output and how images are prepared, in words
   */
  public record OnnxFile(String name, String sha256, String use) implements Serializable {}

  /**
   * How far samples are from the test images.
   *
   * @param features by whose they are, see {@link Settings.Features}; the first counts most
   * @param classes null where no classifier looked at them
   */
  public record Fidelity(Map<String, FeatureFidelity> features, Classes classes) {

    /** By the features that count most. */
    public FeatureFidelity first() {
      return features.values().iterator().next();
    }

    /** Whose those are. */
    public String firstKind() {
      return features.keySet().iterator().next();
    }

    /** Whether those are the same in every run: a network of the user's, not of the run's own. */
    public boolean comparable() {
      return first().file() != null;
    }

    /** The kinds of prior whose samples were judged. */
    public Set<String> kinds() {
      Set<String> kinds = new LinkedHashSet<>();
      first().samples().values().forEach(byKind -> kinds.addAll(byKind.keySet()));
      return kinds;
    }

    /** Of an arm's samples from a kind of prior; NaN if there are none. */
    public double frechet(String arm, String kind) {
      Distance found = distance(arm, kind);
      return found == null ? Double.NaN : found.frechet();
    }

    /** Of an arm's samples from a kind of prior; null if there are none. */
    public Distance distance(String arm, String kind) {
      return first().samples().getOrDefault(arm, Map.of()).get(kind);
    }
  }

  /**
   * By the features of one network.
   *
   * @param file null for a network of the run's own
   * @param dimension numbers per feature vector
   * @param testImages images that all sets are compared with
   * @param floor from training images, as many as samples, to test images
   * @param reconstructions from the training images of the floor, decoded from their codes, to test
   *     images, by arm: about what the decoder does to samples too; empty in runs of before
   * @param samples by arm and kind of prior
   */
  public record FeatureFidelity(
      OnnxFile file,
      int dimension,
      long testImages,
      Distance floor,
      Map<String, Distance> reconstructions,
      Map<String, Map<String, Distance>> samples) {}

  /**
   * Of a set of images to the test images.
   *
   * @param kernel kernel distance, mean and spread over blocks
   * @param blockSize images of each set in a block
   */
  public record Distance(long images, double frechet, Spread kernel, int blockSize) {}

  /**
   * Samples seen by a classifier that was trained on the labelled training images.
   *
   * @param samples by arm and kind of prior
   */
  public record Classes(
      double accuracy,
      double[] testShares,
      double testConfidence,
      Map<String, Map<String, SampleClasses>> samples) {}

  /**
   * One set of samples.
   *
   * @param distance total variation distance of the predicted classes from the test images'
   * @param confidence mean of the largest probability
   */
  public record SampleClasses(double[] shares, double distance, double confidence) {}

  /**
   * Rate and distortion.
   *
   * @param points every arm, size and seed that was measured, on test images
   * @param spread by arm and figure, over seeds at codebook.size
   * @param geodesicMinus by other arm and figure: paired by seed, at codebook.size; empty unless
   *     the geodesic arm has several seeds. Against the one training of an end-to-end arm a
   *     difference has n = 1: nobody knows how others of its kind would spread
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
