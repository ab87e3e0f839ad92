package org.geovq.stage;

import java.io.IOException;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.model.VqVae;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.run.StageContext;

/**
 * Codebooks of other sizes for a trained VQ-VAE. Its network is trained further with a new codebook
 * for sweep.vqvae-epochs.
 */
final class EndToEndCoding {
  private EndToEndCoding() {}

  /**
   * Codes of a VQ-VAE of some size: the run's own network at codebook.size.
   *
   * @param size K
   * @param place where the checkpoints of a training are left behind
   */
  static Coding of(StageContext context, Arm arm, int size, Trainer.Place place)
      throws IOException {
    Settings.Codebook configured = context.settings().codebook();
    if (size == configured.size()) {
      return new Coding(
          split -> Codes.read(context, arm, split),
          Codebooks.source(context, arm, configured.decode()),
          () -> {});
    }
    Models.Trained<VqVae> trained = trained(context, arm, size, place);
    return coding(context, trained, EndToEndAssignment.refined(context, trained));
  }

  /** The nearest codes of the run's own network, whatever the settings say of refining. */
  static Coding nearest(StageContext context, Arm arm) throws IOException {
    Models.Trained<VqVae> trained = Models.read(context, TrainVqVae.directory(arm), VqVae.class);
    return coding(context, trained, EndToEndAssignment.nearest(context, trained));
  }

  private static Models.Trained<VqVae> trained(
      StageContext context, Arm arm, int size, Trainer.Place place) throws IOException {
    Settings settings = context.settings();
    ParameterSet trunk = Models.read(context, TrainVqVae.directory(arm), VqVae.class).parameters();
    VqVae network = Models.vqvae(settings, Images.shape(context), arm, size);
    Trainer.Result result =
        TrainVqVae.train(
            context,
            network,
            ParameterSet.initial(network, settings.seed()).takenFrom(trunk),
            // A trained trunk's vectors are nowhere near the small codes that training from scratch
            // starts with.
            true,
            settings.vae().training().withEpochs(settings.sweep().vqvaeEpochs()),
            place);
    return new Models.Trained<>(network, result.best());
  }

  private static Coding coding(
      StageContext context, Models.Trained<VqVae> trained, EndToEndAssignment assignment) {
    return new Coding(
        split -> assignment.codes(Images.read(context, split)),
        Codebooks.source(trained),
        assignment::close);
  }
}
