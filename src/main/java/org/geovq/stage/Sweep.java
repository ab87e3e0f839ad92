package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import org.apache.hadoop.fs.Path;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.PriorKind;
import org.geovq.nn.Trainer;
import org.geovq.run.JobDescription;
import org.geovq.run.Json;
import org.geovq.run.Progress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage sweep: rate and distortion of every arm at one codebook size, the post-hoc ones with every
 * seed. Points are kept one by one, so that a sweep that was killed goes on after the last.
 */
public final class Sweep implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
  private static final String POINTS = "points.json";

  private final List<Arm> arms;
  private final int size;
  private final PriorKind prior;

  /**
   * @param size K
   * @param prior whose bits are measured too; null for none
   */
  Sweep(List<Arm> arms, int size, PriorKind prior) {
    this.arms = arms;
    this.size = size;
    this.prior = prior;
  }

  private static String directory(int size) {
    return "sweep/" + size;
  }

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public String output() {
    return directory(size);
  }

  @Override
  public List<String> inputs() {
    List<String> inputs =
        new ArrayList<>(
            List.of(Images.DIRECTORY, TrainVae.DIRECTORY, Latents.DIRECTORY, GraphTable.DIRECTORY));
    if (arms.contains(Arm.GEODESIC)) {
      inputs.add(Geodesics.DIRECTORY);
    }
    for (Arm arm : arms) {
      inputs.add(Codes.directory(arm));
      if (!arm.postHoc()) {
        inputs.add(TrainVqVae.directory(arm));
      }
    }
    return inputs;
  }

  @Override
  public List<String> settings() {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "seed",
                "evaluate.seeds",
                "sweep.vqvae-epochs",
                "sweep.prior-epochs",
                "codebook.size",
                "codebook.cost-power",
                "codebook.max-rounds",
                "codebook.decode",
                "assign.neighbours",
                "assign.refine-rounds"));
    if (prior != null) {
      settings.addAll(
          List.of(
              "sweep.prior-images",
              "prior.class-conditional",
              "prior.training",
              "prior." + prior.configName()));
    }
    return settings;
  }

  @Override
  public String about() {
    return "measures rate and distortion of every arm at one codebook size";
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public void run(StageContext context) throws IOException {
    List<Metrics.Point> points = new ArrayList<>();
    int all = arms.stream().mapToInt(arm -> seeds(context, arm).size()).sum();
    try (PostHocCoding postHoc = new PostHocCoding(context, size);
        RateDistortion meter = new RateDistortion(context, size);
        ProgressBar bar = Progress.of(output(), "points", all);
        JobDescription jobs = new JobDescription(context.spark().sparkContext())) {
      for (Arm arm : arms) {
        jobs.set("arm %s", arm.key());
        if (arm.postHoc()) {
          quantize(context, arm, postHoc, meter, bar);
        } else {
          train(context, arm, meter, bar);
        }
        for (long seed : seeds(context, arm)) {
          points.add(Json.read(context.files(), file(context, arm, seed), Metrics.Point.class));
        }
      }
    }
    Json.write(context.files(), new Path(context.output(), POINTS), points);
    context.count("points", points.size());
  }

  /** The points of a finished sweep at one size. */
  static List<Metrics.Point> read(StageContext context, int size) throws IOException {
    Path file = new Path(context.input(directory(size)), POINTS);
    return List.of(Json.read(context.files(), file, Metrics.Point[].class));
  }

  /** A network is trained once. */
  private static List<Long> seeds(StageContext context, Arm arm) {
    Settings settings = context.settings();
    return arm.postHoc() ? settings.sweep().seeds() : List.of(settings.seed());
  }

  private void quantize(
      StageContext context, Arm arm, PostHocCoding postHoc, RateDistortion meter, ProgressBar bar)
      throws IOException {
    List<Long> missing = missing(context, arm);
    bar.stepBy(seeds(context, arm).size() - missing.size());
    List<Codebook> codebooks = postHoc.codebooks(arm, missing);
    for (int i = 0; i < codebooks.size(); i++) {
      try (Coding coding = postHoc.coding(arm, codebooks.get(i))) {
        measure(context, arm, missing.get(i), coding, meter);
      }
      bar.step();
    }
  }

  private void train(StageContext context, Arm arm, RateDistortion meter, ProgressBar bar)
      throws IOException {
    for (long seed : missing(context, arm)) {
      try (Coding coding = EndToEndCoding.of(context, arm, size, place(context, arm, "network"))) {
        measure(context, arm, seed, coding, meter);
      }
    }
    bar.step();
  }

  private static List<Long> missing(StageContext context, Arm arm) throws IOException {
    List<Long> missing = new ArrayList<>();
    for (long seed : seeds(context, arm)) {
      if (!context.files().exists(file(context, arm, seed))) {
        missing.add(seed);
      }
    }
    return missing;
  }

  /** A prior is trained for the first seed. */
  private void measure(
      StageContext context, Arm arm, long seed, Coding coding, RateDistortion meter)
      throws IOException {
    boolean withPrior = prior != null && seed == seeds(context, arm).get(0);
    Metrics.Point point =
        meter.measure(arm, seed, coding, withPrior ? place(context, arm, "prior") : null);
    Json.write(context.files(), file(context, arm, seed), point);
    context.files().delete(training(context, arm), true);
    LOG.info("sweep: {}", inWords(point));
  }

  private static Path file(StageContext context, Arm arm, long seed) {
    return new Path(context.output(), "points/" + arm.key() + "-" + seed + ".json");
  }

  private static Trainer.Place place(StageContext context, Arm arm, String what) {
    return new Trainer.Place(
        context.files(),
        new Path(training(context, arm), what),
        context.events(arm.key() + "/" + what));
  }

  /** Where the checkpoints of an arm's trainings are until its point is measured. */
  private static Path training(StageContext context, Arm arm) {
    return new Path(context.scratch(), arm.key());
  }

  private static String inWords(Metrics.Point point) {
    String figures =
        String.format(
            "%s, K %d, seed %d: image MSE %.5f, %d codes used, entropy %.1f bits per image",
            point.arm(),
            point.size(),
            point.seed(),
            point.mse(),
            point.used(),
            point.entropyBitsPerImage());
    return point.priorBitsPerImage() == null
        ? figures
        : figures + String.format(", prior %.1f", point.priorBitsPerImage());
  }
}
