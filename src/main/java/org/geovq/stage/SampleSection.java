package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;
import org.geovq.report.Block;
import org.geovq.report.Figure;
import org.geovq.report.ImageGrid;

/** Images drawn from the priors. */
final class SampleSection {
  private static final int SHEET = 64;

  private final Metrics metrics;
  private final Roles roles;
  private final Pictures pictures;

  SampleSection(Metrics metrics, Roles roles, Pictures pictures) {
    this.metrics = metrics;
    this.roles = roles;
    this.pictures = pictures;
  }

  List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Arm arm : roles.full()) {
      PriorKind best = BestPrior.of(metrics, arm).priorKind();
      for (PriorKind kind : kinds()) {
        if (arm == roles.told() || kind == best) {
          blocks.add(sheet(arm, kind));
        }
      }
      blocks.add(uniform(arm));
      if (!pictures.context().settings().sample().temperatures().isEmpty()) {
        blocks.add(temperatures(arm));
      }
    }
    blocks.add(gaussian());
    if (!roles.others().isEmpty()) {
      blocks.add(others());
    }
    return blocks;
  }

  private List<PriorKind> kinds() {
    return pictures.context().settings().prior().kinds();
  }

  private double temperature() {
    return pictures.context().settings().sample().temperature();
  }

  private Figure sheet(Arm arm, PriorKind kind) throws IOException {
    String title =
        Print.format(
            "%s: samples from the %s prior (T = %s)",
            Roles.words(arm), Roles.words(kind.key()), temperature());
    return new Figure(
        Roles.id("sheet", arm.key(), kind.key()),
        title,
        Print.format(
            "The first %d samples of the prior over the codes of %s, none left out. They should look like the data and"
                + " differ from each other.",
            SHEET, Roles.words(arm)),
        pictures.grid(title).sheet(images(arm, kind, Samples.PRIOR, SHEET)).paint());
  }

  private Figure uniform(Arm arm) throws IOException {
    String title = Roles.words(arm) + ": prior and uniform codes";
    return new Figure(
        Roles.id("samples", arm.key()),
        title,
        Print.format(
            "First row: codes drawn from the best prior (%s). Second: every code drawn uniformly, without a prior. The more"
                + " the first row differs from the second and looks like the data, the more the prior has learnt.",
            Roles.words(BestPrior.of(metrics, arm).kind())),
        pictures
            .grid(title)
            .row(Roles.words(arm) + ", prior", best(arm, Samples.PRIOR))
            .row(Roles.words(arm) + ", uniform codes", best(arm, Samples.UNIFORM))
            .paint());
  }

  private Figure temperatures(Arm arm) throws IOException {
    PriorKind kind = BestPrior.of(metrics, arm).priorKind();
    List<Samples.Sample> all = read(arm, kind, Samples.TEMPERATURE, Pictures.ROW);
    String title = Roles.words(arm) + ": samples at different temperatures";
    ImageGrid rows = pictures.grid(title);
    for (double temperature :
        pictures.context().settings().sample().temperatures().stream().sorted().toList()) {
      List<Samples.Sample> row = all.stream().filter(s -> s.temperature() == temperature).toList();
      rows.row("T = " + temperature, pictures.planar(row));
    }
    return new Figure(
        Roles.id("temperatures", arm.key()),
        title,
        "Columns share their random draws, but images part at the first code that differs. Low temperatures give safe and similar images, high ones varied and broken"
            + " images; at T = 1 the prior is taken at its word.",
        rows.paint());
  }

  private Figure gaussian() throws IOException {
    Arm arm = roles.told();
    return new Figure(
        "samples-gaussian",
        "The VAE alone, and its codes with a prior",
        Print.format(
            "First row: the continuous decoder on standard normal latents, which is all that the VAE itself has for a prior."
                + " Second: the same decoder on codes of %s drawn from their best prior. The more a row looks like the data"
                + " the better.",
            Roles.words(arm)),
        pictures
            .grid("The VAE alone, and its codes with a prior")
            .row("VAE, N(0, I)", best(arm, Samples.GAUSSIAN))
            .row("VAE, " + Roles.words(arm) + " prior", best(arm, Samples.PRIOR))
            .paint());
  }

  private Figure others() throws IOException {
    ImageGrid grid = pictures.grid("Samples of the other arms");
    for (Arm arm : roles.others()) {
      grid.row(Roles.words(arm), best(arm, Samples.PRIOR));
    }
    return new Figure(
        "samples-others",
        "Samples of the other arms",
        "The first samples from the best prior over the codes of each. They should look like the data and differ.",
        grid.paint());
  }

  private float[][] best(Arm arm, String sort) throws IOException {
    return images(arm, BestPrior.of(metrics, arm).priorKind(), sort, Pictures.ROW);
  }

  private float[][] images(Arm arm, PriorKind kind, String sort, int n) throws IOException {
    return pictures.planar(read(arm, kind, sort, n));
  }

  private List<Samples.Sample> read(Arm arm, PriorKind kind, String sort, int n)
      throws IOException {
    return Samples.read(pictures.context(), Samples.directory(arm, kind), sort, n);
  }
}
