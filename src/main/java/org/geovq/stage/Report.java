package org.geovq.stage;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.geovq.config.Arm;
import org.geovq.report.Block;
import org.geovq.report.Heading;
import org.geovq.report.Headline;
import org.geovq.report.Page;
import org.geovq.report.Section;
import org.geovq.report.Setting;
import org.geovq.report.StageTime;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.run.Manifest;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.run.Versions;

/**
 * Stage report: one page with the tables of all arms and the figures of the first one that
 * quantizes the VAE's latents.
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
    return List.of("report", "arms", "prior.kinds", "codebook.decode");
  }

  @Override
  public String about() {
    return "draws the figures and writes the page";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Metrics metrics = Evaluate.read(context);
    Arm arm = told(context);
    ReportFigures figures = new ReportFigures(context, arm);
    List<Block> comparison = List.of(Comparison.table(metrics, context.settings().arms()));
    List<Block> reconstruction = new ArrayList<>(List.of(reconstructionTable(metrics)));
    reconstruction.add(figures.reconstructions());
    List<Block> codes = new ArrayList<>(List.of(codesTable(metrics, arm)));
    codes.addAll(List.of(figures.usage(), figures.codebook(), figures.latentMap()));
    List<Section> sections =
        List.of(
            new Section("Comparison", comparison),
            new Section("Reconstructions", reconstruction),
            new Section("Samples", List.copyOf(figures.samples())),
            new Section("Codes", codes),
            new Section("Training", List.copyOf(figures.curves())));
    Page page =
        new Page(
            heading(context),
            plainWords(context, metrics, arm),
            headlines(metrics, arm),
            sections,
            times(context),
            context.configuration().entries().stream()
                .map(e -> new Setting(e.key(), e.value(), e.origin()))
                .toList());
    page.writeTo(name -> context.files().create(new Path(context.output(), name)));
    context.count("page", "index.html");
  }

  /** The arm that the page tells in full. */
  private static Arm told(StageContext context) {
    return context.settings().arms().stream().filter(Arm::postHoc).findFirst().orElseThrow();
  }

  private static Metrics.Prior firstPrior(Metrics metrics, Arm arm) {
    return metrics.prior().get(arm.key()).values().iterator().next();
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

  private static List<String> plainWords(StageContext context, Metrics metrics, Arm arm)
      throws IOException {
    Metrics.Reconstruction vae = metrics.reconstruction().get(Evaluate.VAE);
    Metrics.Reconstruction codes = metrics.reconstruction().get(arm.key());
    Metrics.CodebookFigures book = metrics.codebook().get(arm.key());
    Metrics.Prior prior = firstPrior(metrics, arm);
    int positions = Codes.form(context, arm).positions();
    return List.of(
        String.format(
            "A variational auto-encoder was trained first; its latents were then quantized by the arm %s, on a sample of them"
                + " that is the nodes of a k-nearest-neighbour graph with %s lengths. An image is now %d codes out of %d.",
            arm.key().replace('_', ' '),
            context.settings().graph().metric().configName(),
            positions,
            book.size()),
        String.format(
            "Quantization raises the error of the test reconstructions from %.5f to %.5f (%.0f %%), at %.0f bits an image if"
                + " each code is coded by its frequency, and %.0f bits with the prior.",
            vae.mse(),
            codes.mse(),
            100 * (codes.mse() / vae.mse() - 1),
            book.entropyBitsPerImage(),
            prior.nllNatsPerImage() / Math.log(2)),
        String.format(
            "%d of the %d codes occur in the test images; evenly used, %.0f codes would carry as much. The codes were given by"
                + " the %s rule, for training and test images alike.",
            book.used(),
            book.size(),
            book.usagePerplexity(),
            metrics.assignment().get(arm.key()).get("rule")));
  }

  private static List<Headline> headlines(Metrics metrics, Arm arm) {
    Metrics.Reconstruction codes = metrics.reconstruction().get(arm.key());
    Metrics.CodebookFigures book = metrics.codebook().get(arm.key());
    Metrics.Prior prior = firstPrior(metrics, arm);
    return List.of(
        new Headline(
            "test MSE",
            format("%.5f", codes.mse()),
            "reconstruction from codes",
            Headline.Direction.LOWER),
        new Headline(
            "PSNR",
            format("%.1f dB", codes.psnrDb()),
            "reconstruction from codes",
            Headline.Direction.HIGHER),
        new Headline(
            "codes used",
            book.used() + " of " + book.size(),
            format("usage perplexity %.0f", book.usagePerplexity()),
            Headline.Direction.HIGHER),
        new Headline(
            "prior",
            format("%.0f nats", prior.nllNatsPerImage()),
            format("per test image, %.2f bits per code", prior.bitsPerPosition()),
            Headline.Direction.LOWER));
  }

  private static Table reconstructionTable(Metrics metrics) {
    List<List<Cell>> rows = new ArrayList<>();
    metrics
        .reconstruction()
        .forEach(
            (arm, f) ->
                rows.add(
                    List.of(
                        Cell.text(arm.replace('_', ' ')),
                        Cell.number(format("%.5f", f.mse())),
                        Cell.number(format("%.4f", f.l1())),
                        Cell.number(format("%.2f", f.psnrDb())),
                        Cell.number(format("%.4f", f.ssim())))));
    return new Table(
        "reconstruction-figures",
        "Reconstruction of the test images",
        "Each figure is taken per image and then averaged. The row vae is the continuous auto-encoder, which the codes cannot"
            + " be expected to beat; a row with medoid or mean in its name decodes the same codes by the other of medoid and mean. Lower is"
            + " better for MSE and L1, higher for PSNR and SSIM.",
        List.of("arm", "MSE", "L1", "PSNR, dB", "SSIM"),
        rows);
  }

  private static Table codesTable(Metrics metrics, Arm arm) {
    Metrics.CodebookFigures book = metrics.codebook().get(arm.key());
    Metrics.Prior prior = firstPrior(metrics, arm);
    List<List<Cell>> rows =
        List.of(
            row("codes in the book", format("%d", book.size())),
            row("codes used on test images", format("%d", book.used())),
            row("usage perplexity", format("%.1f", book.usagePerplexity())),
            row("share of the most used code", format("%.2f %%", 100 * book.topShare())),
            row("entropy of the codes, bits per image", format("%.1f", book.entropyBitsPerImage())),
            row("prior: nats per image", format("%.1f", prior.nllNatsPerImage())),
            row("prior: bits per position", format("%.3f", prior.bitsPerPosition())),
            row("prior: bits per dimension of the image", format("%.4f", prior.bitsPerDim())),
            row("prior: perplexity per position", format("%.1f", prior.perplexity())),
            row(
                "KL of the continuous latents, nats per image",
                format("%.1f", metrics.latents().klNatsPerImage())),
            row("active units of the latents", format("%d", metrics.latents().activeUnits())));
    return new Table(
        "code-figures",
        "Codes, prior and latents",
        "On test images. For the prior lower is better, but only beside the usage: a collapsed codebook is easy to predict.",
        List.of("figure", "value"),
        rows);
  }

  private static List<Cell> row(String name, String value) {
    return List.of(Cell.text(name), Cell.number(value));
  }

  private List<StageTime> times(StageContext context) throws IOException {
    List<StageTime> times = new ArrayList<>();
    for (String output : inputs) {
      Manifest manifest = context.manifest(output);
      times.add(new StageTime(manifest.stage(), manifest.seconds(), output + "/"));
    }
    return times;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
