package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.config.Arm;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.VqVae;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;

/** Stage extract-codes: every image of every split to the codes of a VQ-VAE. */
public final class ExtractCodes implements Stage {
  private final Arm arm;

  ExtractCodes(Arm arm) {
    this.arm = arm;
  }

  @Override
  public String name() {
    return "extract-codes";
  }

  @Override
  public String output() {
    return Codes.directory(arm);
  }

  @Override
  public List<String> inputs() {
    return List.of(Images.DIRECTORY, TrainVqVae.directory(arm));
  }

  @Override
  public List<String> settings() {
    return List.of("assign.refine-rounds");
  }

  @Override
  public String about() {
    return "encodes all images to the codes of a VQ-VAE";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Models.Trained<VqVae> trained = Models.read(context, TrainVqVae.directory(arm), VqVae.class);
    Codes.countForm(context, trained.network().grid(), trained.network().codes());
    context.count("rule", "nearest");
    try (EndToEndAssignment nearest = EndToEndAssignment.nearest(context, trained)) {
      validationError(context, nearest, "nearest");
    }
    try (EndToEndAssignment assignment = EndToEndAssignment.refined(context, trained)) {
      if (context.settings().assign().refineRounds() > 0) {
        validationError(context, assignment, "refined");
      }
      Codes.write(context, name(), assignment.codes(Images.read(context)));
    }
  }

  private void validationError(StageContext context, EndToEndAssignment assignment, String how)
      throws IOException {
    JavaRDD<LabelledImage> images = Images.read(context, Split.VALIDATION);
    Codes.validationError(
        context, name(), how, assignment.decoding().figures(assignment.codes(images), images));
  }
}
