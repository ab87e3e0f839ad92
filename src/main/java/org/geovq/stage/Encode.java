package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.code.Assigner;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.data.LabelledImage;
import org.geovq.eval.ReconstructionFigures;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.VqVae;
import org.geovq.report.ImageGrid;
import org.geovq.report.Png;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.run.WholeFile;
import org.geovq.stage.Codes.CodeGrid;
import org.geovq.stage.Latents.Latent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage encode: images that a finished run has not seen to the codes of one of its arms, by the
 * networks, the codebook, the rule and the settings by which its own images got theirs.
 */
final class Encode implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Encode.class);

  /** Beside a table: readers of Parquet folders pass over names that begin so. */
  private static final String PICTURE = "_reconstructions.png";

  private final TrainedRun run;
  private final Arm arm;

  Encode(TrainedRun run) {
    this.run = run;
    this.arm = run.arm();
  }

  @Override
  public String name() {
    return "encode";
  }

  @Override
  public String output() {
    return Codes.directory(arm);
  }

  @Override
  public List<String> inputs() {
    return List.of(Images.DIRECTORY);
  }

  /** None but those that the run was made with. */
  @Override
  public List<String> settings() {
    return List.of();
  }

  @Override
  public String about() {
    return "gives images the codes of " + run.directory().root();
  }

  @Override
  public Map<String, String> sources(StageContext context) {
    return run.ids();
  }

  @Override
  public void run(StageContext context) throws IOException {
    StageContext model =
        new StageContext(context.configuration(), context.spark(), run.directory());
    context.count(TrainedRun.MODEL, run.directory().root().toString());
    context.count("rule", model.manifest(Codes.directory(arm)).counts().get("rule"));
    if (arm.postHoc()) {
      quantize(context, model);
    } else {
      extract(context, model);
    }
    run.requireUnchanged();
  }

  private void quantize(StageContext context, StageContext model) throws IOException {
    Codebook codebook = Quantize.read(model, arm);
    Codebooks.Source source = PostHocCoding.source(model, codebook);
    Assigner assigner = PostHocCoding.assigner(model, () -> GraphTable.read(model), arm, codebook);
    JavaRDD<LabelledImage> images = Images.read(context);
    JavaRDD<Latent> latents =
        ExtractLatents.latents(model, source.trained(), source.grid(), images);
    try (Decoding decoding = Decoding.of(model, source);
        Assignment assignment = Assignment.refined(model, assigner, source)) {
      write(context, assignment.codes(latents, images), codebook.size(), decoding);
    }
  }

  private void extract(StageContext context, StageContext model) throws IOException {
    Models.Trained<VqVae> trained = Models.read(model, TrainVqVae.directory(arm), VqVae.class);
    try (EndToEndAssignment assignment = EndToEndAssignment.refined(model, trained)) {
      write(
          context,
          assignment.codes(Images.read(context)),
          trained.network().codes(),
          assignment.decoding());
    }
  }

  /**
   * @param size K
   */
  private void write(StageContext context, JavaRDD<CodeGrid> grids, int size, Decoding decoding)
      throws IOException {
    Codes.Form form = Codes.countForm(context, decoding.grid(), size);
    Codes.write(context, name(), grids);
    JavaRDD<CodeGrid> written = Codes.written(context, form);
    ReconstructionFigures figures = decoding.figures(written, Images.read(context));
    context.count("mse", figures.mse());
    context.count("psnr_db", figures.psnrDb());
    LOG.info(
        "encode: {}",
        Print.format("image MSE %s, PSNR %.2f dB", Print.mse(figures.mse()), figures.psnrDb()));
    WholeFile.write(
        context.files(),
        new Path(context.output(), PICTURE),
        Png.encode(picture(context, written, decoding).paint()));
  }

  /** The first images over what their codes decode to. */
  private ImageGrid picture(StageContext context, JavaRDD<CodeGrid> written, Decoding decoding)
      throws IOException {
    List<LabelledImage> images = Images.read(context).takeOrdered(Pictures.ROW, Images.BY_ID);
    Set<Long> ids = images.stream().map(LabelledImage::id).collect(Collectors.toSet());
    Map<Long, int[]> codes = Codes.of(written, ids);
    try (ImageCodec codec = decoding.codec();
        Pictures pictures = new Pictures(context)) {
      float[] decoded =
          decoding.decoder(codec).decode(images.stream().map(i -> codes.get(i.id())).toList());
      return pictures
          .grid("The first images, and what their codes decode to")
          .row("images", pictures.split(ImageShard.planar(pictures.shape(), images)))
          .row(Roles.words(arm) + " codes", pictures.split(decoded));
    }
  }
}
