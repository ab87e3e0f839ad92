package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.geovq.code.Assigner;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.data.Split;
import org.geovq.run.StageContext;
import org.geovq.stage.Latents.Latent;

/** Codebooks of one size for the latents of the VAE, all from the nodes and landmarks of a run. */
final class PostHocCoding implements AutoCloseable {
  private final StageContext context;
  private final int size;
  private final GraphTable.Geometry geometry;
  private final JavaRDD<Latent> test;

  /**
   * @param size K
   */
  PostHocCoding(StageContext context, int size) throws IOException {
    this.context = context;
    this.size = size;
    this.geometry = GraphTable.read(context);
    this.test = Latents.read(context, Split.TEST).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** An arm's codebook for each seed, from a single start; the seeds share one table. */
  List<Codebook> codebooks(Arm arm, List<Long> seeds) throws IOException {
    if (seeds.isEmpty()) {
      return List.of();
    }
    HeldDistances distances =
        Quantizer.needsDistances(arm)
            ? new Distances(context, arm, geometry.nodes(), geometry.landmarks()).held()
            : null;
    return seeds.parallelStream().map(seed -> codebook(arm, distances, seed)).toList();
  }

  private Codebook codebook(Arm arm, HeldDistances distances, long seed) {
    return Quantizer.codebook(
            arm,
            geometry.nodes(),
            geometry.landmarks(),
            () -> distances,
            context.settings().codebook(),
            size,
            1,
            seed,
            cost -> {})
        .codebook();
  }

  /** Codes by the rule that the arm's own table of codes was made by, refined as that was. */
  Coding coding(Arm arm, Codebook codebook) throws IOException {
    Codebooks.Source source = source(context, codebook);
    Assignment assignment =
        Assignment.refined(context, assigner(context, () -> geometry, arm, codebook), source);
    return new Coding(
        split -> assignment.codes(latents(split), Images.read(context, split)),
        source,
        assignment::close);
  }

  /** The run's own codes by their rule alone, whatever the settings say of refining. */
  static Coding byRule(StageContext context, Arm arm) throws IOException {
    Codebook codebook = Quantize.read(context, arm);
    Assignment assignment =
        Assignment.of(context, assigner(context, () -> GraphTable.read(context), arm, codebook));
    return new Coding(
        split -> assignment.codes(Latents.read(context, split), Images.read(context, split)),
        source(context, codebook),
        assignment::close);
  }

  /**
   * What gives vectors a code of a codebook by the rule of the arm's own table of codes, in the run
   * of the context.
   */
  static Assigner assigner(
      StageContext context, GraphTable.Source graph, Arm arm, Codebook codebook)
      throws IOException {
    return AssignCodes.assigner(
        context.settings(), graph, codebook, AssignCodes.rule(context, arm));
  }

  /** What the codes of a codebook decode from. */
  static Codebooks.Source source(StageContext context, Codebook codebook) throws IOException {
    return Codebooks.source(
        context, Quantize.vectors(codebook, context.settings().codebook().decode()));
  }

  private JavaRDD<Latent> latents(Split split) throws IOException {
    return split == Split.TEST ? test : Latents.read(context, split);
  }

  @Override
  public void close() {
    test.unpersist();
  }
}
