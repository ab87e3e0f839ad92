package org.geovq.stage;

import java.io.IOException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.eval.CodeUsage;
import org.geovq.eval.ReconstructionFigures;
import org.geovq.model.LatentGrid;
import org.geovq.model.Prior;
import org.geovq.nn.Trainer;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/** Measures codings of one size on the test images. */
final class RateDistortion implements AutoCloseable {
  private final StageContext context;
  private final int size;
  private final JavaRDD<LabelledImage> images;

  /**
   * @param size K
   */
  RateDistortion(StageContext context, int size) throws IOException {
    this.context = context;
    this.size = size;
    this.images = Images.read(context, Split.TEST).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * The figures of a coding.
   *
   * @param priorPlace where a prior's training leaves its checkpoints behind; null: train no prior
   */
  Metrics.Point measure(Arm arm, long seed, Coding coding, Trainer.Place priorPlace)
      throws IOException {
    JavaRDD<CodeGrid> grids = coding.grids().of(Split.TEST).persist(StorageLevel.MEMORY_AND_DISK());
    try (Decoding decoding = Decoding.of(context, coding.source())) {
      ReconstructionFigures figures = decoding.figures(grids, images);
      CodeUsage usage =
          CodeUsage.of(Evaluate.counts(grids, size), coding.source().grid().positions());
      return new Metrics.Point(
          arm.key(),
          size,
          seed,
          figures.mse(),
          figures.psnrDb(),
          figures.ssim(),
          usage.used(),
          usage.usagePerplexity(),
          usage.bitsPerImage(),
          priorPlace == null ? null : priorBits(arm, coding, grids, priorPlace));
    } finally {
      grids.unpersist();
    }
  }

  /** Bits per image that the codes cost with a prior that was trained on the training images'. */
  private double priorBits(Arm arm, Coding coding, JavaRDD<CodeGrid> test, Trainer.Place place)
      throws IOException {
    Settings.Prior settings = context.settings().prior();
    LatentGrid grid = coding.source().grid();
    Prior network =
        Models.prior(
            settings,
            settings.kinds().get(0),
            new Codes.Form(grid.rows(), grid.columns(), size),
            TrainPrior.classes(context, arm));
    // The same for every coding.
    Images.Some some =
        Images.Some.of(
            context,
            Split.TRAIN,
            context.settings().sweep().priorImages(),
            "image of the sweep's prior");
    Trainer.Result result =
        TrainPrior.train(
            context,
            network,
            coding.grids().of(Split.TRAIN).filter(codes -> some.has(codes.id())),
            coding.grids().of(Split.VALIDATION),
            settings.training().withEpochs(context.settings().sweep().priorEpochs()),
            place);
    Models.Trained<Prior> trained = new Models.Trained<>(network, result.best());
    return Evaluate.prior(context, trained, test).nllNatsPerImage() / Math.log(2);
  }

  @Override
  public void close() {
    images.unpersist();
  }
}
