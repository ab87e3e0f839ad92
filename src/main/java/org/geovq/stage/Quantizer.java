package org.geovq.stage;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.geovq.cluster.ClusterMeans;
import org.geovq.cluster.Clustering;
import org.geovq.cluster.KMeans;
import org.geovq.cluster.KMedoids;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.Neighbours;
import org.geovq.random.Draw;

/** The codebook of each post-hoc arm, all from the same nodes. */
final class Quantizer {
  /** Rows of proposed medoids that come to the driver in a round. */
  private static final long FETCHED_BYTES = 256 << 20;

  private Quantizer() {}

  /**
   * A codebook and how well it serves the nodes, in the arm's own terms: costs of different arms do
   * not compare.
   *
   * @param clusters [n]: code that serves each of the nodes that distances are held of
   * @param cost sum over the nodes: k-medoids of the distance, to codebook.cost-power; k-means and
   *     the random codebook of the squared Euclidean distance
   * @param costPerRound of k-medoids; empty for others
   * @param converged no single exchange (k-medoids) or round (k-means) lowers the cost; true where
   *     nothing is optimised
   */
  record Quantized(
      Codebook codebook, int[] clusters, double cost, double[] costPerRound, boolean converged) {}

  /** Whether an arm does k-medoids. */
  static boolean needsDistances(Arm arm) {
    return arm == Arm.GEODESIC || arm == Arm.DIRECT || arm == Arm.KMEDOIDS_EUCLIDEAN;
  }

  /**
   * The codebook of an arm.
   *
   * @param landmarks nodes that may become medoids
   * @param distances from the landmarks to all nodes; asked for by the arms that do k-medoids alone
   * @param size K
   * @param starts of k-medoids and k-means, of which the cheapest is kept
   * @param costs told the cost as it falls
   * @throws IllegalArgumentException if the arm is none that quantizes nodes
   */
  static Quantized codebook(
      Arm arm,
      LatentPoints nodes,
      int[] landmarks,
      Supplier<HeldDistances> distances,
      Settings.Codebook settings,
      int size,
      int starts,
      long seed,
      DoubleConsumer costs) {
    return switch (arm) {
      case GEODESIC, DIRECT, KMEDOIDS_EUCLIDEAN ->
          medoids(nodes, distances.get(), settings, size, starts, seed, costs);
      case KMEANS -> pooled(() -> centroids(nodes, settings, size, starts, seed, costs));
      case RANDOM_CODEBOOK -> pooled(() -> drawn(nodes, landmarks, size, seed));
      case VQVAE, VQVAE_GRADIENT ->
          throw new IllegalArgumentException("Arm " + arm.key() + " quantizes no nodes");
    };
  }

  /** On all cores: a search for neighbours is parallel where it is called from a pool. */
  private static Quantized pooled(Callable<Quantized> work) {
    return ForkJoinPool.commonPool().submit(work).join();
  }

  private static Quantized medoids(
      LatentPoints nodes,
      HeldDistances distances,
      Settings.Codebook settings,
      int size,
      int starts,
      long seed,
      DoubleConsumer costs) {
    Clustering clustering =
        KMedoids.best(
            distances.table(),
            size,
            settings.costPower(),
            starts,
            settings.maxRounds(),
            seed,
            costs);
    return quantized(distances.codebook(nodes, clustering), clustering);
  }

  private static Quantized quantized(Codebook codebook, Clustering clustering) {
    return new Quantized(
        codebook,
        clustering.nearest(),
        clustering.loss(),
        clustering.lossPerRound(),
        clustering.converged());
  }

  /**
   * The codebook of an arm that does k-medoids, from distances that no process holds.
   *
   * @param landmarks [L]: node of each row
   */
  static Quantized spread(
      LatentPoints nodes,
      int[] landmarks,
      SpreadDistances distances,
      Settings.Codebook settings,
      long seed,
      DoubleConsumer costs) {
    float[][] among = distances.amongLandmarks();
    int fetched = (int) Math.max(8, Math.min(256, FETCHED_BYTES / (4L * nodes.size())));
    Clustering clustering =
        KMedoids.bestSpread(
            distances,
            among,
            settings.size(),
            settings.costPower(),
            settings.starts(),
            settings.maxRounds(),
            fetched,
            seed,
            costs);
    return quantized(Codebook.of(nodes, landmarks, clustering), clustering);
  }

  private static Quantized centroids(
      LatentPoints nodes,
      Settings.Codebook settings,
      int size,
      int starts,
      long seed,
      DoubleConsumer costs) {
    KMeans best = null;
    for (int start = 0; start < starts; start++) {
      long own = Draw.hash(seed, "k-means", start);
      KMeans next = KMeans.run(nodes.mu(), nodes.dimension(), size, settings.maxRounds(), own);
      costs.accept(next.loss());
      best = best == null || next.loss() < best.loss() ? next : best;
    }
    return new Quantized(
        atCentroids(nodes, best), best.nearest(), best.loss(), new double[0], best.converged());
  }

  /** A centroid has the mean log variance of its nodes; the node nearest to it stands for it. */
  private static Codebook atCentroids(LatentPoints nodes, KMeans clustering) {
    int d = nodes.dimension();
    float[] centroids = clustering.centroids();
    int[] homes = nearest(nodes, new LatentPoints(d, centroids, new float[centroids.length])).ids();
    float[] logVariance =
        ClusterMeans.of(
            nodes.logVariance(), d, clustering.nearest(), nodes.subset(homes).logVariance());
    return new Codebook(new LatentPoints(d, centroids, logVariance), homes, centroids);
  }

  /** The first of an order drawn once: a smaller codebook is part of a larger one. */
  private static Quantized drawn(LatentPoints nodes, int[] landmarks, int size, long seed) {
    int[] order = Draw.permutation(landmarks.length, seed, "random codebook", 0);
    int[] chosen = Arrays.stream(order, 0, size).map(i -> landmarks[i]).toArray();
    LatentPoints codes = nodes.subset(chosen);
    Neighbours served = nearest(codes, nodes);
    float[] means = ClusterMeans.of(nodes.mu(), nodes.dimension(), served.ids(), codes.mu());
    double cost = 0;
    for (float distance : served.distances()) {
      cost += (double) distance * distance;
    }
    Codebook codebook = new Codebook(codes, chosen, means);
    return new Quantized(codebook, served.ids(), cost, new double[0], true);
  }

  /** The nearest point of each query by mu. */
  private static Neighbours nearest(LatentPoints points, LatentPoints queries) {
    return new NearestNeighbours(points, Metric.EUCLIDEAN)
        .search(queries, 0, queries.size(), 1, false);
  }
}
