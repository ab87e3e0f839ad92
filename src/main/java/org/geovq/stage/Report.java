package org.geovq.stage;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.report.Block;
import org.geovq.report.Heading;
import org.geovq.report.Headline;
import org.geovq.report.Page;
import org.geovq.report.Section;
import org.geovq.report.Setting;
import org.geovq.report.StageTime;
import org.geovq.run.Manifest;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.run.Versions;
import org.geovq.run.WholeFile;

/**
 * Stage report: one page that compares all arms, and tells in full the first one that quantizes the
 * VAE's latents and the first VQ-VAE.
 */
public final class Report implements Stage {
  private final List<String> inputs;

  /**
   * @param inputs directories of all earlier stages
   */
  Report(List<String> inputs) {
    this.inputs = inputs;
  }

  @Override
  public String name() {
    return "report";
  }

  @Override
  public String output() {
    return "report";
  }

  @Override
  public List<String> inputs() {
    return inputs;
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "report", "arms", "prior.kinds", "codebook.decode");
  }

  @Override
  public String about() {
    return "draws the figures and writes the page";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Metrics metrics = Evaluate.read(context);
    Roles roles = Roles.of(context.settings().arms());
    try (Pictures pictures = new Pictures(context)) {
      Page page =
          new Page(
              heading(context),
              words(context, metrics, roles),
              headlines(metrics, roles.told()),
              sections(metrics, roles, pictures),
              times(context),
              context.configuration().entries().stream()
                  .map(e -> new Setting(e.key(), e.value(), e.origin()))
                  .toList());
      page.writeTo(
          (name, content) ->
              WholeFile.write(context.files(), new Path(context.output(), name), content));
    }
    context.count("page", "index.html");
  }

  private static String lengths(StageContext context) {
    Settings.Graph graph = context.settings().graph();
    return graph.length() == Settings.Length.PULLBACK ? "pull-back" : graph.metric().configName();
  }

  private static List<Section> sections(Metrics metrics, Roles roles, Pictures pictures)
      throws IOException {
    StageContext context = pictures.context();
    List<Section> sections = new ArrayList<>();
    add(sections, "Comparison", new ComparisonSection(metrics, roles).blocks());
    if (metrics.sweep() != null) {
      List<Block> blocks = new RateDistortionSection(metrics.sweep(), roles).blocks();
      add(sections, "Rate and distortion", blocks);
    }
    add(sections, "Ablation", new AblationSection(metrics.ablation()).blocks());
    add(sections, "Reconstructions", new ReconstructionSection(metrics, roles, pictures).blocks());
    if (metrics.hasPriors()) {
      add(sections, "Samples", new SampleSection(metrics, roles, pictures).blocks());
    }
    if (metrics.fidelity() != null) {
      add(
          sections,
          "Fidelity of the samples",
          new FidelitySection(metrics, roles, pictures).blocks());
    }
    add(sections, "Interpolation", new InterpolationSection(roles, pictures).blocks());
    add(sections, "Codes", new CodeSection(metrics, roles, pictures).blocks());
    add(sections, "Graph and codebooks", new GraphSection(roles, context).blocks());
    add(sections, "Use of the codebooks", new CollapseSection(metrics, roles, context).blocks());
    add(sections, "Training", new TrainingSection(roles, context).blocks());
    return sections;
  }

  private static List<String> words(StageContext context, Metrics metrics, Roles roles)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            new PlainWords(metrics, roles)
                .paragraphs(lengths(context), Codes.form(context, roles.told()).positions()));
    if (metrics.hasPriors() && context.settings().prior().classConditional()) {
      words.add(
          "The priors are told the class of each image: its bits are in none of their figures.");
    }
    return words;
  }

  private static void add(List<Section> sections, String title, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      sections.add(new Section(title, blocks));
    }
  }

  private static Heading heading(StageContext context) {
    String set = context.settings().data().set().name().toLowerCase(Locale.ROOT);
    String date =
        LocalDateTime.now()
            .format(DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH));
    return new Heading(
        "Discrete codes for " + set,
        context.directory().root().toString(),
        date,
        Versions.all().get("geovq"));
  }

  private static List<Headline> headlines(Metrics metrics, Arm arm) {
    Metrics.Reconstruction codes = metrics.reconstruction().get(arm.key());
    Metrics.CodebookFigures book = metrics.codebook().get(arm.key());
    String from = "reconstruction from " + Roles.words(arm) + " codes";
    List<Headline> headlines = new ArrayList<>();
    headlines.add(
        new Headline(
            "test MSE", Print.format("%.5f", codes.mse()), from, Headline.Direction.LOWER));
    headlines.add(
        new Headline(
            "PSNR", Print.format("%.1f dB", codes.psnrDb()), from, Headline.Direction.HIGHER));
    headlines.add(
        new Headline(
            "codes used",
            book.used() + " of " + book.size(),
            Print.format("usage perplexity %.0f", book.usagePerplexity()),
            Headline.Direction.HIGHER));
    if (metrics.hasPriors()) {
      headlines.add(headline(BestPrior.of(metrics, arm)));
    }
    return headlines;
  }

  private static Headline headline(BestPrior prior) {
    return new Headline(
        "prior",
        Print.format("%.0f nats", prior.figures().nllNatsPerImage()),
        Print.format(
            "per test image, %.2f bits per code, %s",
            prior.figures().bitsPerPosition(), Roles.words(prior.kind())),
        Headline.Direction.NEITHER);
  }

  private List<StageTime> times(StageContext context) throws IOException {
    List<StageTime> times = new ArrayList<>();
    for (String output : inputs) {
      Manifest manifest = context.manifest(output);
      times.add(new StageTime(manifest.stage(), manifest.seconds(), output + "/"));
    }
    return times;
  }
}
