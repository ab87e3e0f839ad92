package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.geovq.code.DirectAssigner;
import org.geovq.config.Arm;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.model.CodeDecoder;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.VqVae;
import org.geovq.model.VqVaeMeter;
import org.geovq.nn.ParameterSet;
import org.geovq.run.JobProgress;
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
    return List.of();
  }

  @Override
  public String about() {
    return "encodes all images to the codes of a VQ-VAE";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Models.Trained<VqVae> trained = Models.read(context, TrainVqVae.directory(arm), VqVae.class);
    VqVae network = trained.network();
    Broadcast<ParameterSet> parameters = context.sparkContext().broadcast(trained.parameters());
    JavaRDD<Row> rows =
        codes(context, network, parameters, Images.read(context)).map(CodeGrid::row);
    JobProgress.during(
        context,
        name(),
        rows.getNumPartitions(),
        () -> Tables.append(context.spark(), rows, Codes.SCHEMA, context.output()));
    Codes.countForm(context, network.grid(), network.codes());
    context.count("rule", "nearest");
  }

  /** The codes of images by a trained network. */
  static JavaRDD<CodeGrid> codes(
      StageContext context,
      VqVae network,
      Broadcast<ParameterSet> parameters,
      JavaRDD<LabelledImage> images)
      throws IOException {
    ImageShape shape = Images.shape(context);
    int chunk = context.settings().inferenceBatchSize();
    return images.mapPartitions(
        part -> {
          ImageCodec codec =
              Tables.untilTaskEnds(new ImageCodec(network, parameters.value(), chunk));
          DirectAssigner nearest =
              VqVaeMeter.nearest(network, network.codebook(parameters.value()));
          return Tables.chunked(part, chunk, some -> encode(network, codec, nearest, some, shape));
        });
  }

  private static List<CodeGrid> encode(
      VqVae network,
      ImageCodec codec,
      DirectAssigner nearest,
      List<LabelledImage> images,
      ImageShape shape) {
    float[] input = ImageShard.planar(shape, images);
    float[] vectors = network.grid().toVectors(codec.encode(input)[0]);
    int[] codes = new int[vectors.length / network.dimension()];
    nearest.assign(VqVaeMeter.points(network, vectors), 0, codes.length, codes);
    List<int[]> grids = CodeDecoder.grids(codes, network.grid().positions());
    List<CodeGrid> coded = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      LabelledImage image = images.get(i);
      coded.add(new CodeGrid(image.id(), image.split(), image.label(), grids.get(i)));
    }
    return coded;
  }
}
