package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.data.Split;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.Decoder;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.PullBack;
import org.geovq.model.ImageCodec;
import org.geovq.model.LatentGrid;
import org.geovq.model.Vae;
import org.geovq.nn.NpyFile;
import org.geovq.nn.ParameterSet;
import org.geovq.run.JobDescription;
import org.geovq.run.Progress;
import org.geovq.run.StageContext;
import org.geovq.run.WholeFile;
import org.geovq.stage.Latents.Latent;

/**
 * Gives a graph's edges their lengths through the decoder, see {@link PullBack}. Edges are measured
 * in batches by the executors; a finished batch is kept as a file until the stage is done, so that
 * one that was killed goes on after its last one.
 */
final class DecodedLengths {
  private static final int EDGES_PER_BATCH = 16_384;

  /**
   * What lies between the two ends of an edge is decoded once: the segment is not quite straight.
   */
  private static final int STEPS = 2;

  private DecodedLengths() {}

  /** What executors need. */
  private record Work(
      Vae vae,
      LatentGrid grid,
      ParameterSet parameters,
      LatentPoints nodes,
      float[][] contexts,
      int[] places,
      int batchSize)
      implements Serializable {

    float[] lengths(int[] from, int[] to) {
      try (ImageCodec codec = new ImageCodec(vae, parameters, batchSize)) {
        return new PullBack(decoder(codec), grid.positions(), grid.dimension(), STEPS, batchSize)
            .lengths(from, to, nodes, contexts, places);
      }
    }

    private Decoder decoder(ImageCodec codec) {
      return vectors -> {
        float[] latents = new float[vectors.length];
        for (int at = 0; at < vectors.length; at += grid.size()) {
          grid.toDecoder(vectors, at, latents, at);
        }
        return codec.decode(latents);
      };
    }
  }

  /**
   * The same graph with other lengths.
   *
   * @param imageIds image of each node
   * @param places position of each node in its image's grid
   */
  static CsrGraph measure(
      StageContext context, LatentPoints nodes, long[] imageIds, int[] places, CsrGraph graph)
      throws IOException {
    int[] from = new int[graph.undirectedEdges()];
    int[] to = new int[from.length];
    int edges = 0;
    for (int node = 0; node < graph.nodes(); node++) {
      for (int e = graph.offsets()[node]; e < graph.offsets()[node + 1]; e++) {
        if (node < graph.targets()[e]) {
          from[edges] = node;
          to[edges++] = graph.targets()[e];
        }
      }
    }
    Work work = work(context, nodes, imageIds, places);
    return CsrGraph.of(graph.nodes(), from, to, lengths(context, work, from, to));
  }

  private static float[] lengths(StageContext context, Work everything, int[] from, int[] to)
      throws IOException {
    Path directory = directory(context);
    Broadcast<Work> work = context.sparkContext().broadcast(everything);
    float[] lengths = new float[from.length];
    try (ProgressBar bar = Progress.of("pull-back", "edges", from.length);
        JobDescription jobs = new JobDescription(context.spark().sparkContext())) {
      for (int at = 0; at < from.length; at += EDGES_PER_BATCH) {
        int end = Math.min(from.length, at + EDGES_PER_BATCH);
        Path file = new Path(directory, String.format(Locale.ROOT, "%09d.npy", at));
        jobs.set("edges %d to %d of %d", at + 1, end, from.length);
        if (!context.files().exists(file)) {
          float[] measured = batch(context, work, from, to, at, end);
          // Half of a file would be taken for a whole one.
          WholeFile.write(
              context.files(), file, beside -> NpyFile.write(context.files(), beside, measured));
        }
        float[] batch = NpyFile.read(context.files(), file, end - at);
        System.arraycopy(batch, 0, lengths, at, batch.length);
        bar.stepTo(end);
      }
    }
    work.destroy();
    return lengths;
  }

  private static Path directory(StageContext context) {
    return new Path(context.scratch(), "lengths");
  }

  private static float[] batch(
      StageContext context, Broadcast<Work> work, int[] from, int[] to, int start, int end) {
    int tasks = Math.min(context.partitions(), end - start);
    List<int[]> ranges =
        IntStream.range(0, tasks)
            .mapToObj(
                t ->
                    new int[] {
                      start + (int) ((long) t * (end - start) / tasks),
                      start + (int) ((long) (t + 1) * (end - start) / tasks)
                    })
            .toList();
    List<int[][]> ends =
        ranges.stream()
            .map(
                r ->
                    new int[][] {
                      Arrays.copyOfRange(from, r[0], r[1]), Arrays.copyOfRange(to, r[0], r[1])
                    })
            .toList();
    List<float[]> parts =
        context
            .sparkContext()
            .parallelize(ends, tasks)
            .map(pair -> work.value().lengths(pair[0], pair[1]))
            .collect();
    float[] lengths = new float[end - start];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, lengths, at, part.length);
      at += part.length;
    }
    return lengths;
  }

  private static Work work(StageContext context, LatentPoints nodes, long[] imageIds, int[] places)
      throws IOException {
    Models.Trained<Vae> vae = Models.read(context, TrainVae.DIRECTORY, Vae.class);
    Set<Long> wanted = Arrays.stream(imageIds).boxed().collect(Collectors.toSet());
    Map<Long, float[]> latents = new HashMap<>();
    for (Latent latent :
        Latents.read(context, Split.TRAIN).filter(l -> wanted.contains(l.id())).collect()) {
      latents.put(latent.id(), latent.mu());
    }
    return new Work(
        vae.network(),
        Models.grid(context, vae.network()),
        vae.parameters(),
        nodes,
        Arrays.stream(imageIds).mapToObj(latents::get).toArray(float[][]::new),
        places,
        context.settings().inferenceBatchSize());
  }
}
