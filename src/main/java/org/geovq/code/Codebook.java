package org.geovq.code;

import java.io.Serializable;
import org.geovq.cluster.ClusterMeans;
import org.geovq.cluster.Clustering;
import org.geovq.graph.LatentPoints;

/**
 * K codes. A code decodes to its medoid's mu or to the mean of its cluster's mu.
 *
 * @param medoids the medoids as points, K rows; centroids where a code is no node
 * @param medoidNodes [K]: node id of each medoid; of the node nearest to a centroid, which two
 *     centroids may share
 * @param means row-major [K, D]: mean of mu over the nodes that the code serves; the medoid's own
 *     mu where it serves none, as one of two medoids at distance 0
 */
public record Codebook(LatentPoints medoids, int[] medoidNodes, float[] means)
    implements Serializable {
  /**
   * @throws IllegalArgumentException if the three do not have K rows each
   */
  public Codebook {
    if (medoids.size() != medoidNodes.length || means.length != medoids.mu().length) {
      throw new IllegalArgumentException(
          "%d medoids, %d nodes and %d means do not fit each other"
              .formatted(medoids.size(), medoidNodes.length, means.length));
    }
  }

  /**
   * The codebook of a clustering of the nodes: code c is cluster c.
   *
   * @param landmarks [L]: node of each row of the table that was clustered by
   */
  public static Codebook of(LatentPoints nodes, int[] landmarks, Clustering clustering) {
    int[] medoidNodes = clustering.medoidRows().clone();
    for (int i = 0; i < medoidNodes.length; i++) {
      medoidNodes[i] = landmarks[medoidNodes[i]];
    }
    LatentPoints medoids = nodes.subset(medoidNodes);
    float[] means =
        ClusterMeans.of(nodes.mu(), nodes.dimension(), clustering.nearest(), medoids.mu());
    return new Codebook(medoids, medoidNodes, means);
  }

  /** Number of codes, K. */
  public int size() {
    return medoidNodes.length;
  }
}
