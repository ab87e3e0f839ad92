package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geovq.config.Arm;
import org.geovq.data.ImageShape;
import org.geovq.data.Split;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.report.ImageGrid;
import org.geovq.run.StageContext;

/**
 * What the figures of the report are made of: a few hundred images, decoded on the driver by the
 * networks of the run.
 */
final class Pictures implements AutoCloseable {
  /** Images in a row. */
  static final int ROW = 16;

  private final StageContext context;
  private final ImageShape shape;
  private final Map<Arm, Decoding> decodings = new EnumMap<>(Arm.class);
  private final Map<Arm, ImageCodec> codecs = new EnumMap<>(Arm.class);

  Pictures(StageContext context) throws IOException {
    this.context = context;
    this.shape = Images.shape(context);
  }

  StageContext context() {
    return context;
  }

  ImageShape shape() {
    return shape;
  }

  ImageGrid grid(String title) {
    return new ImageGrid(shape.channels(), shape.height(), shape.width()).title(title);
  }

  LatentGrid latentGrid(Arm arm) throws IOException {
    return decoding(arm).grid();
  }

  /** The network of an arm; that of every arm that quantizes the VAE's latents is the VAE. */
  ImageCodec codec(Arm arm) throws IOException {
    ImageCodec codec = codecs.get(arm);
    if (codec == null) {
      codec = decoding(arm).codec();
      codecs.put(arm, codec);
    }
    return codec;
  }

  private Decoding decoding(Arm arm) throws IOException {
    Decoding decoding = decodings.get(arm);
    if (decoding == null) {
      decoding = Decoding.of(context, arm, context.settings().codebook().decode());
      decodings.put(arm, decoding);
    }
    return decoding;
  }

  /** The images that code grids of an arm decode to. */
  float[][] decoded(Arm arm, List<int[]> grids) throws IOException {
    return split(decoding(arm).decoder(codec(arm)).decode(grids));
  }

  /** The codes of some images of a split. */
  Map<Long, int[]> codes(Arm arm, Split split, Set<Long> ids) throws IOException {
    return Codes.of(Codes.read(context, arm, split), ids);
  }

  /** Images one after the other as one array an image. */
  float[][] split(float[] images) {
    float[][] parts = new float[images.length / shape.pixels()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Arrays.copyOfRange(images, i * shape.pixels(), (i + 1) * shape.pixels());
    }
    return parts;
  }

  float[][] planar(List<Samples.Sample> samples) {
    return planar(samples.stream().map(Samples.Sample::pixels).toArray(byte[][]::new));
  }

  /** Stored pixels as planes, an array an image. */
  float[][] planar(byte[][] pixels) {
    float[][] images = new float[pixels.length][shape.pixels()];
    for (int i = 0; i < images.length; i++) {
      ImageShard.toPlanar(shape, pixels[i], 0, images[i], 0);
    }
    return images;
  }

  @Override
  public void close() {
    codecs.values().forEach(ImageCodec::close);
  }
}
