package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.PriorKind;
import org.geovq.report.Block;
import org.geovq.report.Charts;
import org.geovq.report.Figure;
import org.geovq.report.Ink;
import org.geovq.report.Series;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;

/** Losses over the epochs of everything that was trained. */
final class TrainingSection {
  private static final String TARGET = "target_kl_nats_per_image";

  private final Roles roles;
  private final StageContext context;

  TrainingSection(Roles roles, StageContext context) {
    this.roles = roles;
    this.context = context;
  }

  List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>(List.of(reconstruction(), rate()));
    for (PriorKind kind : context.settings().prior().kinds()) {
      blocks.add(prior(kind));
      if (roles.arms().size() > 1) {
        blocks.add(priors(kind));
      }
    }
    return blocks;
  }

  private Figure reconstruction() throws IOException {
    History vae = History.read(context, TrainVae.DIRECTORY);
    List<Series> lines = new ArrayList<>(List.of(vae.series("reconstruction", "vae", Ink.GREY)));
    for (Arm arm : roles.endToEndArms()) {
      History history = History.read(context, TrainVqVae.directory(arm));
      lines.add(history.series("reconstruction", arm));
    }
    return new Figure(
        "vae-curve",
        "Training of the auto-encoders",
        "Reconstruction loss on the validation split after each epoch. Lower is better; the VAE's is that of noisy latents"
            + (roles.endToEnd() == null ? "." : ", the VQ-VAE's that of codes."),
        Charts.lines("Auto-encoders", "epoch", unit(), lines));
  }

  /** Of a reconstruction loss. */
  private String unit() {
    return context.settings().vae().likelihood() == Settings.Likelihood.GAUSSIAN
        ? "squared error per image"
        : "nats per image";
  }

  private Figure rate() throws IOException {
    History vae = History.read(context, TrainVae.DIRECTORY);
    Manifest manifest = context.manifest(TrainVae.DIRECTORY);
    List<Series> lines = new ArrayList<>(List.of(vae.series("kl", "KL", Ink.of(0))));
    if (manifest.counts().containsKey(TARGET)) {
      lines.add(vae.constant(manifest.figure(TARGET), "target"));
    }
    return new Figure(
        "rate-curve",
        "Rate of the latents",
        "KL divergence of the VAE's latents on the validation split."
            + (lines.size() > 1
                ? " It should settle at the target, what vae.rate.codes codes can carry."
                : ""),
        Charts.lines("Rate", "epoch", "nats per image", lines));
  }

  /** Training and validation of the arms that are told in full. */
  private Figure prior(PriorKind kind) throws IOException {
    List<Series> lines = new ArrayList<>();
    for (Arm arm : roles.full()) {
      History history = History.read(context, TrainPrior.directory(arm, kind));
      lines.add(
          history.series(
              "training_loss", Roles.words(arm) + ", training", Roles.ink(arm).withDashes()));
      lines.add(history.series("loss", Roles.words(arm) + ", validation", Roles.ink(arm)));
    }
    return new Figure(
        Roles.id("prior-curve", kind.key()),
        Print.format("Training of the %s prior", Roles.words(kind.key())),
        "Negative log-likelihood of the code grids. Lower is better; validation that rises above training says that the prior"
            + " learns its grids by heart. Training is the mean over an epoch, validation is measured behind it, and so begins below.",
        Charts.lines("Prior: " + Roles.words(kind.key()), "epoch", "nats per image", lines));
  }

  private Figure priors(PriorKind kind) throws IOException {
    List<Series> lines = new ArrayList<>();
    for (Arm arm : roles.arms()) {
      History history = History.read(context, TrainPrior.directory(arm, kind));
      lines.add(history.series("loss", arm));
    }
    return new Figure(
        Roles.id("prior-curves", kind.key()),
        Print.format("The %s prior over the codes of every arm", Roles.words(kind.key())),
        "Negative log-likelihood of the validation split's code grids after each epoch. Lower is better for one arm; between"
            + " arms it is also low where a codebook says little.",
        Charts.lines("Priors: " + Roles.words(kind.key()), "epoch", "nats per image", lines));
  }
}
