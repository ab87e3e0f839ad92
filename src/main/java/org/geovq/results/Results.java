package org.geovq.results;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.geovq.report.FolderSink;
import org.geovq.report.Markdown;

/** The reproduction table: what finished runs obtained, beside what was published. */
public final class Results {
  private static final String PICTURES = "images/results-";

  private Results() {}

  /**
   * Writes the document and, into images/ beside it, its charts; the same runs give the same text.
   *
   * @param list HOCON file that names the experiments and their runs
   * @param document Markdown file
   * @throws org.geovq.UserError naming what is wrong with the list or with a run
   */
  public static void write(File list, Path document) throws IOException {
    Published published = Published.load();
    Configuration hadoop = new Configuration();
    Markdown text = new Markdown(PICTURES);
    introduce(text, list, document);
    Map<Experiment, Runs> all = new LinkedHashMap<>();
    for (Experiment experiment : Experiment.readAll(list)) {
      all.put(experiment, Runs.read(experiment, hadoop));
    }
    WhoWins wins = new WhoWins();
    all.forEach(wins::add);
    wins.addTo(text);
    all.forEach((experiment, runs) -> new ExperimentText(experiment, runs, published).addTo(text));
    Path file = document.toAbsolutePath();
    text.writeTo(new FolderSink(file.getParent()), file.getFileName().toString());
  }

  private static void introduce(Markdown text, File list, Path document) {
    text.heading(1, "Results")
        .paragraph(
            "Made of the metrics of finished runs by `submit/geovq results --conf %s --out %s`; nothing here is typed."
                .formatted(list, document))
        .paragraph(
            "Obtained: on test images, mean ± sample standard deviation over n runs that differ in nothing but the seed."
                + " PSNR and SSIM are taken per image and then averaged. Arms named \"mean\" or \"medoid\" are the same codes"
                + " decoded the other way, \"finetuned\" those with a decoder trained further on them, \"unrefined\" those that"
                + " the arm's rule gives before they are chosen again by what they do to the decoded image. Reference values,"
                + " several where several were published, by how they came to be known:")
        .list(
            List.of(
                "R: reported by the project itself;",
                "A: computed from what it published: weights, codes, the form of its networks;",
                "P: estimated from a published picture of 16 test images, a rough guide."))
        .paragraph(
            "The references' VQ-VAE has its codebook by gradients; it stands beside both of ours.");
  }
}
