package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.eval.ReconstructionMeter;
import org.geovq.onnx.DistanceNetwork;
import org.geovq.onnx.OnnxSession;
import org.geovq.onnx.SharedSessions;
import org.geovq.run.StageContext;

/** What an executor needs to say how different two images look. */
final class Lpips implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;
  private final OnnxNetwork onnx;
  private final Settings.Onnx settings;
  private final ImageShape shape;
  private final Metrics.OnnxFile file;

  private Lpips(StageContext context, String key) throws IOException {
    settings = context.settings().lpips();
    shape = Images.shape(context);
    onnx = OnnxNetwork.send(context, key, settings);
    // On the driver, so that what is wrong is said before there are tasks.
    try (SharedSessions.Lease lease = onnx.lease()) {
      DistanceNetwork network = network(lease.session());
      network.distances(new float[shape.pixels()], new float[shape.pixels()], 1);
      file = new Metrics.OnnxFile(onnx.name(), onnx.sha256(), network.words());
    }
  }

  /** Null where the user gave no network. */
  static Lpips of(StageContext context, String key) throws IOException {
    return context.settings().lpips().given() ? new Lpips(context, key) : null;
  }

  Metrics.OnnxFile file() {
    return file;
  }

  /** For the task that calls. */
  DistanceNetwork network() {
    return network(onnx.session());
  }

  private DistanceNetwork network(OnnxSession session) {
    return new DistanceNetwork(
        session, shape, OnnxNetwork.preparation(settings), settings.batchSize());
  }

  /**
   * Adds images and their reconstructions to a meter.
   *
   * @param network null for none
   * @param originals {@code [n, channels, height, width]} in [0, 1]
   * @param decoded likewise
   */
  static void add(
      ReconstructionMeter meter,
      DistanceNetwork network,
      float[] originals,
      float[] decoded,
      int n) {
    float[] distances = network == null ? null : network.distances(originals, decoded, n);
    int pixels = originals.length / n;
    for (int i = 0; i < n; i++) {
      meter.add(
          Arrays.copyOfRange(originals, i * pixels, (i + 1) * pixels),
          Arrays.copyOfRange(decoded, i * pixels, (i + 1) * pixels),
          distances == null ? Double.NaN : distances[i]);
    }
  }

  @Override
  public void close() {
    onnx.close();
  }
}
