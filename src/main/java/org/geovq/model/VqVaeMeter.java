package org.geovq.model;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.geovq.code.DirectAssigner;
import org.geovq.eval.CodeUsage;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;

/** Sums a VQ-VAE's held-out figures over shards: its losses, and how its codes are used. */
public final class VqVaeMeter implements Serializable {
  private static final long serialVersionUID = 1;

  private final VqVae network;
  private final float[] codebook;
  private final DirectAssigner assigner;
  private final long[] counts;
  private double reconstruction;
  private double quantization;
  private double squares;
  private long images;

  /**
   * @param codebook row-major [K, dimension]
   */
  public VqVaeMeter(VqVae network, float[] codebook) {
    this.network = network;
    this.codebook = codebook;
    this.assigner = nearest(network, codebook);
    this.counts = new long[network.codes()];
  }

  /** The rule of a VQ-VAE: the nearest code. */
  public static DirectAssigner nearest(VqVae network, float[] codebook) {
    return new DirectAssigner(points(network, codebook), Metric.EUCLIDEAN);
  }

  /**
   * The codes of vectors by that rule.
   *
   * @param vectors [n, dimension]
   * @return [n]
   */
  public static int[] nearest(VqVae network, DirectAssigner assigner, float[] vectors) {
    int[] codes = new int[vectors.length / network.dimension()];
    assigner.assign(points(network, vectors), 0, codes.length, codes);
    return codes;
  }

  /** Vectors without a variance of their own. */
  private static LatentPoints points(VqVae network, float[] vectors) {
    return new LatentPoints(network.dimension(), vectors, new float[vectors.length]);
  }

  /** Adds a shard's images in chunks of the given size. */
  public VqVaeMeter add(ImageCodec codec, ImageShard shard, int chunk) {
    CodeDecoder decoder = new CodeDecoder(codec, network.grid(), codebook);
    for (int from = 0; from < shard.size(); from += chunk) {
      int to = Math.min(shard.size(), from + chunk);
      addChunk(codec, decoder, shard.planar(from, to));
    }
    return this;
  }

  private void addChunk(ImageCodec codec, CodeDecoder decoder, float[] input) {
    float[] vectors = network.grid().toVectors(codec.encode(input)[0]);
    int[] codes = nearest(network, assigner, vectors);
    CodeUsage.count(codes, counts);
    for (int i = 0; i < vectors.length; i++) {
      int d = network.dimension();
      double difference = vectors[i] - codebook[codes[i / d] * d + i % d];
      quantization += difference * difference;
    }
    float[] decoded = decoder.decode(CodeDecoder.grids(codes, network.grid().positions()));
    reconstruction += network.likelihood().loss(input, decoded);
    squares += Likelihood.GAUSSIAN.loss(input, decoded);
    images += input.length / network.pixels();
  }

  /** Adds another meter's sums. */
  public VqVaeMeter merge(VqVaeMeter other) {
    Arrays.setAll(counts, i -> counts[i] + other.counts[i]);
    reconstruction += other.reconstruction;
    quantization += other.quantization;
    squares += other.squares;
    images += other.images;
    return this;
  }

  /**
   * Per image: loss, which decides, reconstruction, mean squared error of its pixels, the
   * codebook's squared distance to its vectors and the weighted commitment loss; codes used and
   * their usage perplexity.
   */
  public Map<String, Double> figures() {
    CodeUsage usage = CodeUsage.of(counts, network.grid().positions());
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("loss", reconstruction / images);
    figures.put("reconstruction", reconstruction / images);
    figures.put("mse", squares / images / network.pixels());
    figures.put("codebook_loss", quantization / images);
    figures.put("commitment_loss", network.commitment() * quantization / images);
    figures.put("codes_used", (double) usage.used());
    figures.put("usage_perplexity", usage.usagePerplexity());
    return figures;
  }
}
