package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.config.Arm;
import org.geovq.data.Split;
import org.geovq.model.VqVae;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

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
    VqVae network = trained.network();
    Codes.Form form = Codes.countForm(context, network.grid(), network.codes());
    context.count("rule", "nearest");
    try (EndToEndAssignment assignment = EndToEndAssignment.refined(context, trained)) {
      Decoding decoding = assignment.decoding();
      JavaRDD<CodeGrid> nearest = assignment.nearest(Images.read(context, Split.VALIDATION));
      Codes.validationError(context, name(), "nearest", nearest, decoding);
      Codes.write(context, name(), form, assignment.codes(Images.read(context)), decoding);
    }
  }
}
