package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.geovq.Sha256;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.data.ImageShape;
import org.geovq.data.ImageSource;
import org.geovq.run.Json;
import org.geovq.run.StageContext;

/**
 * Stage ingest of images that are to get the codes of a finished run. None is held out, and splits
 * may be without images: nothing is trained on them.
 */
final class IngestOther extends Ingest {
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
    List<String> classes = classes(run.directory());
    if (classes != null) {
      sources.put("classes", Sha256.hex(Json.line(classes)));
    }
    return sources;
  }

  @Override
  ImageSource open(StageContext context) throws IOException {
    return DataSets.open(
        context.settings().data().withoutValidation(),
        context.settings().seed(),
        hadoop(context),
        classes(run.directory()));
  }

  @Override
  public void check(StageContext context) throws IOException {
    super.check(context);
    TrainedRun.requireNoRun(context.directory());
    ImageSource source = open(context);
    if (source.count() == 0) {
      throw new UserError("There is no image in %s.", context.settings().data().dir());
    }
    requireShape(source.shape());
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
      if (context.directory().manifest(Codes.directory(arm)).isPresent()) {
        context.directory().remove(Codes.directory(arm));
      }
    }
    context.count(TrainedRun.MODEL, run.directory().root().toString());
    store(context, open(context));
  }
}
