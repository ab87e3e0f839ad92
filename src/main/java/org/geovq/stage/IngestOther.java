package org.geovq.stage;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.data.ImageShape;
import org.geovq.data.ImageSource;
import org.geovq.run.StageContext;

/**
 * Stage ingest of images that are to get the codes of a finished run. None is held out, and splits
 * may be without images: nothing is trained on them.
 */
final class IngestOther extends Ingest {
  /** In the manifest: the run that is to give codes; says too that the images are not a run's. */
  static final String MODEL = "model";

  private static final Set<String> FOLDERS =
      Set.of("logs", Images.DIRECTORY, "." + Images.DIRECTORY + ".partial", "codes");

  private final TrainedRun run;

  IngestOther(TrainedRun run) {
    this.run = run;
  }

  @Override
  public String about() {
    return "reads the images into a table";
  }

  @Override
  public Map<String, String> sources(StageContext context) throws IOException {
    Map<String, String> sources = new TreeMap<>(super.sources(context));
    sources.put("used", "for codes of a finished run");
    return sources;
  }

  @Override
  ImageSource open(StageContext context) {
    return DataSets.open(
        context.settings().data().withoutValidation(), context.settings().seed(), hadoop(context));
  }

  @Override
  public void check(StageContext context) throws IOException {
    requireNoRun(context);
    ImageSource source = open(context);
    if (source.count() == 0) {
      throw new UserError("There is no image in %s.", context.settings().data().dir());
    }
    requireShape(source.shape());
  }

  /** The images of a run would be replaced, and all its trainings begin anew. */
  private static void requireNoRun(StageContext context) throws IOException {
    boolean itsOwn =
        context.directory().manifest(Images.DIRECTORY).stream()
            .anyMatch(manifest -> !manifest.counts().containsKey(MODEL));
    if (itsOwn || !FOLDERS.containsAll(context.directory().folders())) {
      throw new UserError(
          "--run-dir %s holds something else than codes of `geovq encode`: name another folder.",
          context.directory().root());
    }
  }

  private void requireShape(ImageShape shape) {
    ImageShape expected = run.shape();
    if (!shape.equals(expected)) {
      throw new UserError(
          "The images are %s, those of %s %s: expected the same.",
          words(shape), run.directory().root(), words(expected));
    }
  }

  private static String words(ImageShape shape) {
    return "%d x %d pixels %s"
        .formatted(shape.height(), shape.width(), shape.channels() == 1 ? "in grey" : "in colour");
  }

  /** Codes of other images that were here go first: by their ids they would pass for these. */
  @Override
  public void run(StageContext context) throws IOException {
    for (Arm arm : Arm.values()) {
      context.directory().remove(Codes.directory(arm));
    }
    context.count(MODEL, run.directory().root().toString());
    store(context, open(context));
  }
}
