package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.model.AutoEncoder;
import org.geovq.model.LatentGrid;
import org.geovq.model.Vae;
import org.geovq.model.VqVae;
import org.geovq.run.StageContext;

/** What the codes of each arm decode from. */
final class Codebooks {
  private Codebooks() {}

  /**
   * A network with what its codes decode from.
   *
   * @param vectors row-major [K, dimension]
   */
  record Source(Models.Trained<? extends AutoEncoder> trained, LatentGrid grid, float[] vectors) {}

  /** Directories that decoding an arm's codes reads. */
  static List<String> inputs(Arm arm) {
    return arm.postHoc()
        ? List.of(TrainVae.DIRECTORY, Quantize.directory(arm))
        : List.of(TrainVqVae.directory(arm));
  }

  /** What an arm's codes decode from, and by what. */
  static Source source(StageContext context, Arm arm, Settings.Decode decode) throws IOException {
    return arm.postHoc()
        ? source(context, Quantize.vectors(Quantize.read(context, arm), decode))
        : endToEnd(context, arm);
  }

  /** Codes that decode from the given vectors [K, dimension] of the VAE. */
  static Source source(StageContext context, float[] vectors) throws IOException {
    Models.Trained<Vae> vae = Models.read(context, TrainVae.DIRECTORY, Vae.class);
    return new Source(vae, Models.grid(context, vae.network()), vectors);
  }

  private static Source endToEnd(StageContext context, Arm arm) throws IOException {
    return source(Models.read(context, TrainVqVae.directory(arm), VqVae.class));
  }

  /** Codes of a VQ-VAE. */
  static Source source(Models.Trained<VqVae> trained) {
    VqVae network = trained.network();
    return new Source(trained, network.grid(), network.codebook(trained.parameters()));
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
}
