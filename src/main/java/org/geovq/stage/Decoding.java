package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.code.Codebook;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.model.CodeDecoder;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.Vae;
import org.geovq.model.VaeCodec;
import org.geovq.nn.ParameterSet;
import org.geovq.run.StageContext;

/** What an executor needs to turn codes into images. */
final class Decoding implements Serializable {
  private static final long serialVersionUID = 1;
  private final Vae vae;
  private final LatentGrid grid;
  private final ImageShape shape;
  private final Broadcast<ParameterSet> parameters;
  private final Broadcast<float[]> vectors;
  private final int batchSize;

  private Decoding(
      Vae vae,
      LatentGrid grid,
      ImageShape shape,
      Broadcast<ParameterSet> parameters,
      Broadcast<float[]> vectors,
      int batchSize) {
    this.vae = vae;
    this.grid = grid;
    this.shape = shape;
    this.parameters = parameters;
    this.vectors = vectors;
    this.batchSize = batchSize;
  }

  static Decoding of(StageContext context, Codebook codebook, Settings.Decode decode)
      throws IOException {
    Models.Trained<Vae> trained = Models.read(context, TrainVae.DIRECTORY, Vae.class);
    return new Decoding(
        trained.network(),
        Models.grid(context, trained.network()),
        Images.shape(context),
        context.sparkContext().broadcast(trained.parameters()),
        context.sparkContext().broadcast(Quantize.vectors(codebook, decode)),
        context.settings().inferenceBatchSize());
  }

  LatentGrid grid() {
    return grid;
  }

  ImageShape shape() {
    return shape;
  }

  int batchSize() {
    return batchSize;
  }

  /** For one thread. */
  VaeCodec codec() {
    return new VaeCodec(vae, parameters.value(), batchSize);
  }

  /** For one thread. */
  CodeDecoder decoder(VaeCodec codec) {
    return new CodeDecoder(codec, grid, vectors.value());
  }

  /**
   * Decodes elements in batches and hands over each original with its reconstruction, both planar
   * in [0, 1].
   */
  <E> void forEach(
      Iterator<E> elements,
      Function<E, int[]> codes,
      Function<E, byte[]> pixels,
      BiConsumer<float[], float[]> pair) {
    CodeDecoder decoder = decoder(Tables.untilTaskEnds(codec()));
    while (elements.hasNext()) {
      List<E> batch = new ArrayList<>(batchSize);
      while (batch.size() < batchSize && elements.hasNext()) {
        batch.add(elements.next());
      }
      float[] decoded = decoder.decode(batch.stream().map(codes).toList());
      for (int i = 0; i < batch.size(); i++) {
        float[] original = new float[shape.pixels()];
        ImageShard.toPlanar(shape, pixels.apply(batch.get(i)), 0, original, 0);
        pair.accept(
            original, Arrays.copyOfRange(decoded, i * shape.pixels(), (i + 1) * shape.pixels()));
      }
    }
  }
}
