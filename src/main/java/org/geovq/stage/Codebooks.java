package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.run.StageContext;

/** What the codes of each arm decode from. */
final class Codebooks {
  private Codebooks() {}

  /** Directories that decoding an arm's codes reads. */
  static List<String> inputs(Arm arm) {
    return switch (arm) {
      case GEODESIC, DIRECT, KMEANS, KMEDOIDS_EUCLIDEAN, RANDOM_CODEBOOK ->
          List.of(TrainVae.DIRECTORY, Quantize.directory(arm));
      case VQVAE, VQVAE_GRADIENT -> throw noCodebook(arm);
    };
  }

  /** Row-major [K, D]. */
  static float[] vectors(StageContext context, Arm arm, Settings.Decode decode) throws IOException {
    return switch (arm) {
      case GEODESIC, DIRECT, KMEANS, KMEDOIDS_EUCLIDEAN, RANDOM_CODEBOOK ->
          Quantize.vectors(Quantize.read(context, arm), decode);
      case VQVAE, VQVAE_GRADIENT -> throw noCodebook(arm);
    };
  }

  /** What the codes of an arm can be decoded from besides the configured way. */
  static List<Settings.Decode> otherDecodes(Arm arm, Settings.Decode configured) {
    if (!arm.postHoc() || arm == Arm.KMEANS) {
      // A centroid is the mean of its cluster.
      return List.of();
    }
    return List.of(
        configured == Settings.Decode.MEDOID ? Settings.Decode.MEAN : Settings.Decode.MEDOID);
  }

  private static IllegalArgumentException noCodebook(Arm arm) {
    return new IllegalArgumentException("Arm " + arm.key() + " has no codebook");
  }
}
