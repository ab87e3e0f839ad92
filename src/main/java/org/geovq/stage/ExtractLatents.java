package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.model.AutoEncoder;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.Vae;
import org.geovq.nn.ParameterSet;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Latents.Latent;

/** Stage extract-latents: every image, of every split, to its latent vectors. */
public final class ExtractLatents implements Stage {

  @Override
  public String name() {
    return "extract-latents";
  }

  @Override
  public String output() {
    return Latents.DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return List.of(Images.DIRECTORY, TrainVae.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of("vae.pieces");
  }

  @Override
  public String about() {
    return "encodes all images to latent vectors";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Models.Trained<Vae> trained = Models.read(context, TrainVae.DIRECTORY, Vae.class);
    LatentGrid grid = Models.grid(context, trained.network());
    JavaRDD<Row> rows = latents(context, trained, grid, Images.read(context)).map(Latent::row);
    JobProgress.during(
        context,
        name(),
        () -> Tables.append(context.spark(), rows, Latents.SCHEMA, context.output()));
    context.count("grid_rows", grid.rows());
    context.count("grid_columns", grid.columns());
    context.count("dimension", grid.dimension());
  }

  /**
   * The latent vectors of images.
   *
   * @param context of the run whose VAE is trained
   * @param grid how its latents are cut into vectors
   * @param images of that run or others, of its shape
   */
  static JavaRDD<Latent> latents(
      StageContext context,
      Models.Trained<? extends AutoEncoder> trained,
      LatentGrid grid,
      JavaRDD<LabelledImage> images)
      throws IOException {
    AutoEncoder network = trained.network();
    ImageShape shape = Images.shape(context);
    Broadcast<ParameterSet> parameters = context.sparkContext().broadcast(trained.parameters());
    int chunk = context.settings().inferenceBatchSize();
    return images.mapPartitions(
        part -> {
          ImageCodec codec =
              Tables.untilTaskEnds(new ImageCodec(network, parameters.value(), chunk));
          return Tables.chunked(part, chunk, some -> encode(codec, some, shape, grid));
        });
  }

  private static List<Latent> encode(
      ImageCodec codec, List<LabelledImage> images, ImageShape shape, LatentGrid grid) {
    float[][] posterior = codec.encode(ImageShard.planar(shape, images));
    List<Latent> latents = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      LabelledImage image = images.get(i);
      float[] mu = grid.toVectors(posterior[0], i * grid.size());
      float[] logVariance = grid.toVectors(posterior[1], i * grid.size());
      latents.add(new Latent(image.id(), image.split(), image.label(), mu, logVariance));
    }
    return latents;
  }
}
