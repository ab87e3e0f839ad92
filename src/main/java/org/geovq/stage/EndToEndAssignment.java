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

  private EndToEndAssignment(StageContext context, Models.Trained<VqVae> trained, int rounds)
      throws IOException {
    this.network = trained.network();
    this.decoding = Decoding.of(context, Codebooks.source(trained));
    this.tasks = Assignment.refiningTasks(context);
    this.rounds = rounds;
    this.curvature = rounds == 0 ? 0 : curvature(context);
  }

  /** The nearest codes, refined for as many rounds as the settings say. */
  static EndToEndAssignment refined(StageContext context, Models.Trained<VqVae> trained)
      throws IOException {
    return new EndToEndAssignment(context, trained, context.settings().assign().refineRounds());
  }

  /** The nearest codes, whatever the settings say of refining. */
  static EndToEndAssignment nearest(StageContext context, Models.Trained<VqVae> trained)
      throws IOException {
    return new EndToEndAssignment(context, trained, 0);
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
      return measure.curvature(
          images, vectors, VqVaeMeter.nearest(network, decoding.nearest(network), vectors));
    }
  }

  Decoding decoding() {
    return decoding;
  }

  /** The codes of images. */
  JavaRDD<CodeGrid> codes(JavaRDD<LabelledImage> images) {
    return rounds == 0 ? nearest(images) : codes(images.repartition(tasks), true);
  }

  /** Their nearest codes, before they are refined. */
  JavaRDD<CodeGrid> nearest(JavaRDD<LabelledImage> images) {
    return codes(images, false);
  }

  private JavaRDD<CodeGrid> codes(JavaRDD<LabelledImage> images, boolean refined) {
    return images.mapPartitions(
        part -> {
          ImageCodec codec = Tables.untilTaskEnds(decoding.codec());
          DirectAssigner nearest = decoding.nearest(network);
          CodeRefinement refinement =
              refined ? Tables.untilTaskEnds(decoding.refinement(rounds)) : null;
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
    int[] codes = VqVaeMeter.nearest(network, assigner, vectors);
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

  /** Takes back what executors were sent. */
  @Override
  public void close() {
    decoding.close();
  }
}
