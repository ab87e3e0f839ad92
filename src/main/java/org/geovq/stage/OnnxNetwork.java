package org.geovq.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.onnx.OnnxModel;
import org.geovq.onnx.OnnxSession;
import org.geovq.onnx.Preparation;
import org.geovq.onnx.SharedSessions;
import org.geovq.run.StageContext;
import org.geovq.run.StorageFaults;

/** A user's network on its way to the executors, each of which runs it in one session. */
final class OnnxNetwork implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;

  /** What one array of Java's, and one message of Protocol Buffers, hold. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 16L;

  private final Broadcast<OnnxModel> model;
  private final String sha256;

  private OnnxNetwork(StageContext context, OnnxModel model) {
    this.model = context.sparkContext().broadcast(model);
    this.sha256 = model.sha256();
  }

  /**
   * @param key that names the file
   * @throws UserError where there is no such file
   */
  static OnnxNetwork send(StageContext context, String key, Settings.Onnx settings)
      throws IOException {
    return new OnnxNetwork(context, read(context, key, settings));
  }

  /** The file, whole. */
  static OnnxModel read(StageContext context, String key, Settings.Onnx settings)
      throws IOException {
    Path path = new Path(settings.file());
    FileSystem files =
        StorageFaults.fileSystem(
            key, settings.file(), context.spark().sparkContext().hadoopConfiguration());
    try {
      return read(files, path, key, settings.file());
    } catch (IOException e) {
      throw StorageFaults.outOfReach(key + " = " + path, e);
    }
  }

  private static OnnxModel read(FileSystem files, Path path, String key, String name)
      throws IOException {
    if (!files.exists(path) || files.getFileStatus(path).isDirectory()) {
      throw new UserError("%s = %s: expected an ONNX file, and there is none.", key, path);
    }
    FileStatus status = files.getFileStatus(path);
    if (status.getLen() > MOST_BYTES) {
      throw new UserError(
          "%s = %s: expected an ONNX file of less than 2 GiB, and not of %,d bytes.",
          key, path, status.getLen());
    }
    try (InputStream in = files.open(path)) {
      return new OnnxModel(key, name, in.readNBytes((int) status.getLen()));
    }
  }

  static Preparation preparation(Settings.Onnx settings) {
    return new Preparation(
        settings.size(),
        settings.resize() == Settings.Resize.TENSORFLOW1,
        settings.mean(),
        settings.standardDeviation());
  }

  String name() {
    return model.value().name();
  }

  String sha256() {
    return sha256;
  }

  /** On the driver, whose use ends when the lease is closed. */
  SharedSessions.Lease lease() {
    return SharedSessions.lease(model.value(), sha256, 1);
  }

  /** In a task, until it ends. */
  OnnxSession session() {
    int threads = TaskContext.get().cpus();
    return Tables.untilTaskEnds(SharedSessions.lease(model.value(), sha256, threads)).session();
  }

  @Override
  public void close() {
    model.destroy();
    SharedSessions.closeUnused();
  }
}
