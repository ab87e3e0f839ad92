package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.code.DirectAssigner;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.eval.ReconstructionFigures;
import org.geovq.eval.ReconstructionMeter;
import org.geovq.model.AutoEncoder;
import org.geovq.model.CodeDecoder;
import org.geovq.model.CodeRefinement;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.VqVae;
import org.geovq.model.VqVaeMeter;
import org.geovq.nn.ParameterSet;
import org.geovq.onnx.DistanceNetwork;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import scala.Tuple2;

/** What an executor needs to turn an arm's codes into images. */
final class Decoding implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;
  private final AutoEncoder network;
  private final LatentGrid grid;
  private final ImageShape shape;
  private final Broadcast<ParameterSet> parameters;
  private final Broadcast<float[]> vectors;
  private final int batchSize;

  private Decoding(StageContext context, Codebooks.Source source) throws IOException {
    this.network = source.trained().network();
    this.grid = source.grid();
    this.shape = Images.shape(context);
    this.parameters = context.sparkContext().broadcast(source.trained().parameters());
    this.vectors = context.sparkContext().broadcast(source.vectors());
    this.batchSize = context.settings().inferenceBatchSize();
  }

  /** What an arm's codes decode to, in the given one of the ways that it has. */
  static Decoding of(StageContext context, Arm arm, Settings.Decode decode) throws IOException {
    return of(context, Codebooks.source(context, arm, decode));
  }

  /** What codes decode to. */
  static Decoding of(StageContext context, Codebooks.Source source) throws IOException {
    return new Decoding(context, source);
  }

  LatentGrid grid() {
    return grid;
  }

  /** The codes that it decodes. */
  Codes.Form form() {
    return new Codes.Form(grid.rows(), grid.columns(), vectors.value().length / grid.dimension());
  }

  ImageShape shape() {
    return shape;
  }

  int batchSize() {
    return batchSize;
  }

  /** Takes back what executors were sent; nothing can be decoded afterwards. */
  @Override
  public void close() {
    parameters.destroy();
    vectors.destroy();
  }

  /** For one thread. */
  ImageCodec codec() {
    return new ImageCodec(network, parameters.value(), batchSize);
  }

  /** For one thread. */
  CodeDecoder decoder(ImageCodec codec) {
    return new CodeDecoder(codec, grid, vectors.value());
  }

  /** The rule of a VQ-VAE, whose codes these are. */
  DirectAssigner nearest(VqVae whose) {
    return VqVaeMeter.nearest(whose, vectors.value());
  }

  /** For one thread. */
  CodeRefinement refinement(int rounds) {
    return new CodeRefinement(
        network, parameters.value(), grid, vectors.value(), rounds, batchSize);
  }

  /** Error of the images that the codes decode to, over all images of both. */
  ReconstructionFigures figures(JavaRDD<CodeGrid> grids, JavaRDD<LabelledImage> images) {
    return figures(grids, images, null);
  }

  /**
   * The same with the distances of a user's network.
   *
   * @param lpips null for none
   */
  ReconstructionFigures figures(
      JavaRDD<CodeGrid> grids, JavaRDD<LabelledImage> images, Lpips lpips) {
    JavaPairRDD<Long, LabelledImage> byId =
        images.mapToPair(image -> new Tuple2<>(image.id(), image));
    return grids
        .mapToPair(grid -> new Tuple2<>(grid.id(), grid.codes()))
        .join(byId)
        .values()
        .mapPartitions(pairs -> List.of(measure(pairs, lpips)).iterator())
        .reduce(ReconstructionMeter::merge)
        .figures();
  }

  private ReconstructionMeter measure(Iterator<Tuple2<int[], LabelledImage>> pairs, Lpips lpips) {
    CodeDecoder decoder = decoder(Tables.untilTaskEnds(codec()));
    ReconstructionMeter meter = new ReconstructionMeter(shape);
    DistanceNetwork network = lpips == null ? null : lpips.network();
    while (pairs.hasNext()) {
      List<Tuple2<int[], LabelledImage>> batch = Tables.take(pairs, batchSize);
      float[] originals = ImageShard.planar(shape, batch.stream().map(Tuple2::_2).toList());
      float[] decoded = decoder.decode(batch.stream().map(Tuple2::_1).toList());
      Lpips.add(meter, network, originals, decoded, batch.size());
    }
    return meter;
  }
}
