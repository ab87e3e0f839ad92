package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.Vae;
import org.geovq.nn.ParameterSet;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;

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
    Vae vae = trained.network();
    ImageShape shape = Images.shape(context);
    LatentGrid grid = Models.grid(context, vae);
    Broadcast<ParameterSet> parameters = context.sparkContext().broadcast(trained.parameters());
    int chunk = context.settings().inferenceBatchSize();
    var rows =
        Images.read(context)
            .mapPartitions(
                images -> {
                  ImageCodec codec =
                      Tables.untilTaskEnds(new ImageCodec(vae, parameters.value(), chunk));
                  return Tables.chunked(images, chunk, part -> encode(codec, part, shape, grid));
                });
    JobProgress.during(
        context,
        name(),
        () -> Tables.append(context.spark(), rows, Latents.SCHEMA, context.output()));
    context.count("grid_rows", grid.rows());
    context.count("grid_columns", grid.columns());
    context.count("dimension", grid.dimension());
  }

  private static List<Row> encode(
      ImageCodec codec, List<LabelledImage> images, ImageShape shape, LatentGrid grid) {
    float[][] posterior = codec.encode(ImageShard.planar(shape, images));
    List<Row> rows = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      LabelledImage image = images.get(i);
      float[] mu = grid.toVectors(posterior[0], i * grid.size());
      float[] logVariance = grid.toVectors(posterior[1], i * grid.size());
      rows.add(new Latents.Latent(image.id(), image.split(), image.label(), mu, logVariance).row());
    }
    return rows;
  }
}
