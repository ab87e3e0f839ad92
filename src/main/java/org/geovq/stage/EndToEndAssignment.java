package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.code.DirectAssigner;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.CodeDecoder;
import org.geovq.model.CodeRefinement;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.VqVae;
import org.geovq.model.VqVaeMeter;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/** Gives images the codes of a VQ-VAE on the executors. */
final class EndToEndAssignment implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;
  private static final int PROBE_IMAGES = 256;

  private final VqVae network;
  private final Decoding decoding;
  private final int tasks;
  private final int rounds;
  private final double curvature;

  private EndToEndAssignment(
      VqVae network, Decoding decoding, int tasks, int rounds, double curvature) {
    this.network = network;
    this.decoding = decoding;
    this.tasks = tasks;
    this.rounds = rounds;
    this.curvature = curvature;
  }

  /** The nearest codes. */
  static EndToEndAssignment nearest(StageContext context, Models.Trained<VqVae> trained)
      throws IOException {
    return new EndToEndAssignment(
        trained.network(),
        Decoding.of(context, Codebooks.source(trained)),
        Assignment.refiningTasks(context),
        0,
        0);
  }

  /** The nearest codes, then refined for as many rounds as the settings say. */
  static EndToEndAssignment refined(StageContext context, Models.Trained<VqVae> trained)
      throws IOException {
    EndToEndAssignment nearest = nearest(context, trained);
    int rounds = context.settings().assign().refineRounds();
    return rounds == 0
        ? nearest
        : new EndToEndAssignment(
            nearest.network, nearest.decoding, nearest.tasks, rounds, nearest.curvature(context));
  }

  /** Measured on the first training images. */
  private double curvature(StageContext context) throws IOException {
    float[] images =
        ImageShard.planar(
            decoding.shape(),
            Images.read(context, Split.TRAIN).takeOrdered(PROBE_IMAGES, Images.BY_ID));
    try (ImageCodec codec = decoding.codec();
        CodeRefinement measure = decoding.refinement(1)) {
      float[] vectors = network.grid().toVectors(codec.encode(images)[0]);
      return measure.curvature(images, vectors, nearest(decoding.nearest(network), vectors));
    }
  }

  Decoding decoding() {
    return decoding;
  }

  /** The codes of images. */
  JavaRDD<CodeGrid> codes(JavaRDD<LabelledImage> images) {
    JavaRDD<LabelledImage> shares = rounds == 0 ? images : images.repartition(tasks);
    return shares.mapPartitions(
        part -> {
          ImageCodec codec = Tables.untilTaskEnds(decoding.codec());
          DirectAssigner nearest = decoding.nearest(network);
          CodeRefinement refinement =
              rounds == 0 ? null : Tables.untilTaskEnds(decoding.refinement(rounds));
          return Tables.chunked(
              part, decoding.batchSize(), some -> grids(some, codec, nearest, refinement));
        });
  }

  private List<CodeGrid> grids(
      List<LabelledImage> images,
      ImageCodec codec,
      DirectAssigner assigner,
      CodeRefinement refinement) {
    float[] input = ImageShard.planar(decoding.shape(), images);
    float[] vectors = network.grid().toVectors(codec.encode(input)[0]);
    int[] codes = nearest(assigner, vectors);
    if (refinement != null) {
      float[] curvatures = new float[vectors.length];
      Arrays.fill(curvatures, (float) curvature);
      codes = refinement.refine(input, vectors, curvatures, codes);
    }
    List<int[]> grids = CodeDecoder.grids(codes, network.grid().positions());
    List<CodeGrid> coded = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      LabelledImage image = images.get(i);
      coded.add(new CodeGrid(image.id(), image.split(), image.label(), grids.get(i)));
    }
    return coded;
  }

  private int[] nearest(DirectAssigner assigner, float[] vectors) {
    int[] codes = new int[vectors.length / network.dimension()];
    assigner.assign(VqVaeMeter.points(network, vectors), 0, codes.length, codes);
    return codes;
  }

  /** Takes back what executors were sent. */
  @Override
  public void close() {
    decoding.close();
  }
}
