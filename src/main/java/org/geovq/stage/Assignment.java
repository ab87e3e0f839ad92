package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.code.Assigner;
import org.geovq.data.LabelledImage;
import org.geovq.graph.LatentPoints;
import org.geovq.model.CodeDecoder;
import org.geovq.model.CodeRefinement;
import org.geovq.model.ImageShard;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.geovq.stage.Latents.Latent;
import scala.Tuple2;

/** Gives the vectors of images their codes on the executors. */
final class Assignment implements AutoCloseable {
  private static final int IMAGES_AT_ONCE = 256;

  /** So that progress is seen, and the last tasks are short. */
  private static final int TASKS_PER_SLOT = 4;

  private final Broadcast<Assigner> assigner;
  private final int positions;
  private final Refinement refinement;

  private Assignment(Broadcast<Assigner> assigner, int positions, Refinement refinement) {
    this.assigner = assigner;
    this.positions = positions;
    this.refinement = refinement;
  }

  /** Vector by vector. */
  static Assignment of(StageContext context, Assigner assigner) throws IOException {
    return new Assignment(
        context.sparkContext().broadcast(assigner), Latents.positions(context), null);
  }

  /**
   * Vector by vector, then refined for as many rounds as the settings say.
   *
   * @param source what the codes decode from: of the VAE
   */
  static Assignment refined(StageContext context, Assigner assigner, Codebooks.Source source)
      throws IOException {
    Assignment plain = of(context, assigner);
    return context.settings().assign().refineRounds() == 0
        ? plain
        : new Assignment(plain.assigner, plain.positions, Refinement.of(context, source));
  }

  /** How many tasks codes are refined in, those of a VQ-VAE too. */
  static int refiningTasks(StageContext context) {
    return TASKS_PER_SLOT * Shards.slots(context);
  }

  /** What an executor needs to refine codes. */
  private record Refinement(Decoding decoding, double beta, int rounds, int tasks)
      implements Serializable {

    static Refinement of(StageContext context, Codebooks.Source source) throws IOException {
      return new Refinement(
          Decoding.of(context, source),
          TrainVae.beta(context),
          context.settings().assign().refineRounds(),
          refiningTasks(context));
    }
  }

  /**
   * The codes of images.
   *
   * @param images of the same splits; read only where codes are refined
   */
  JavaRDD<CodeGrid> codes(JavaRDD<Latent> latents, JavaRDD<LabelledImage> images) {
    return refinement == null
        ? plain(latents, assigner, positions)
        : refined(latents, images, assigner, positions, refinement);
  }

  @Override
  public void close() {
    assigner.destroy();
    if (refinement != null) {
      refinement.decoding().close();
    }
  }

  private static JavaRDD<CodeGrid> plain(
      JavaRDD<Latent> latents, Broadcast<Assigner> assigner, int positions) {
    return latents.mapPartitions(
        part ->
            Tables.chunked(
                part,
                IMAGES_AT_ONCE,
                some -> grids(some, assign(points(some, positions), assigner), positions)));
  }

  private static JavaRDD<CodeGrid> refined(
      JavaRDD<Latent> latents,
      JavaRDD<LabelledImage> images,
      Broadcast<Assigner> assigner,
      int positions,
      Refinement refinement) {
    JavaPairRDD<Long, LabelledImage> byId =
        images.mapToPair(image -> new Tuple2<>(image.id(), image));
    return latents
        .mapToPair(latent -> new Tuple2<>(latent.id(), latent))
        .join(byId, Math.max(refinement.tasks(), latents.getNumPartitions()))
        .values()
        .mapPartitions(
            part -> {
              CodeRefinement rounds =
                  Tables.untilTaskEnds(refinement.decoding().refinement(refinement.rounds()));
              // One image more than the network takes at once would cost as much as a whole batch.
              return Tables.chunked(
                  part,
                  refinement.decoding().batchSize(),
                  some -> refine(some, assigner, positions, refinement, rounds));
            });
  }

  private static List<CodeGrid> refine(
      List<Tuple2<Latent, LabelledImage>> some,
      Broadcast<Assigner> assigner,
      int positions,
      Refinement refinement,
      CodeRefinement rounds) {
    List<Latent> latents = some.stream().map(Tuple2::_1).toList();
    LatentPoints points = points(latents, positions);
    float[] images =
        ImageShard.planar(refinement.decoding().shape(), some.stream().map(Tuple2::_2).toList());
    float[] curvature = CodeRefinement.curvature(refinement.beta(), points.logVariance());
    int[] codes = assign(points, assigner);
    return grids(latents, rounds.refine(images, points.mu(), curvature, codes), positions);
  }

  private static LatentPoints points(List<Latent> latents, int positions) {
    return Latents.points(latents, latents.get(0).mu().length / positions);
  }

  private static int[] assign(LatentPoints points, Broadcast<Assigner> assigner) {
    int[] codes = new int[points.size()];
    assigner.value().assign(points, 0, codes.length, codes);
    return codes;
  }

  private static List<CodeGrid> grids(List<Latent> latents, int[] codes, int positions) {
    List<int[]> grids = CodeDecoder.grids(codes, positions);
    List<CodeGrid> coded = new ArrayList<>(latents.size());
    for (int i = 0; i < latents.size(); i++) {
      Latent latent = latents.get(i);
      coded.add(new CodeGrid(latent.id(), latent.split(), latent.label(), grids.get(i)));
    }
    return coded;
  }
}
