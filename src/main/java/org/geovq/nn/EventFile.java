package org.geovq.nn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.nd4j.shade.protobuf.CodedOutputStream;

/**
 * A training's rows of figures as an event file of TensorBoard: scalars {@code training/...} and
 * {@code validation/...}, a step an epoch.
 *
 * <p>The file is written anew after each epoch, over what is there: it always begins as it did
 * before, and a TensorBoard that has read so far reads on. A file that was renamed into its place
 * would be another one to it. A training that goes on keeps its file, as the name is taken from the
 * time of the first row; one that begins anew replaces it.
 */
final class EventFile {
  /** In each row; seconds since 1970. */
  static final String TIME = "unix_time";

  private static final String EPOCH = "epoch";
  private static final String PREFIX = "events.out.tfevents.";
  private static final String VERSION = "brain.Event:2";

  /** Figures of the training itself; all others are of held-out data. */
  private static final Set<String> OF_TRAINING =
      Set.of("training_loss", "weight", "learning_rate", "images_per_s", "seconds");

  private final FileSystem files;
  private final Path directory;

  /**
   * @param directory of this training alone
   */
  EventFile(FileSystem files, Path directory) {
    // A checksum file beside it would be taken for another event file.
    this.files = files instanceof ChecksumFileSystem local ? local.getRawFileSystem() : files;
    this.directory = directory;
  }

  /** Writes all rows of a training, at least one. */
  void write(List<Map<String, Object>> history) throws IOException {
    long begun = ((Number) history.get(0).get(TIME)).longValue();
    Path file = new Path(directory, String.format(Locale.ROOT, "%s%010d.geovq", PREFIX, begun));
    files.mkdirs(directory);
    for (FileStatus other : files.listStatus(directory)) {
      if (other.getPath().getName().startsWith(PREFIX)
          && !other.getPath().getName().equals(file.getName())) {
        files.delete(other.getPath(), false);
      }
    }
    try (OutputStream out = files.create(file, true)) {
      out.write(bytes(history));
    }
  }

  /** The content of the file: a record with the format's version, then one for each row. */
  static byte[] bytes(List<Map<String, Object>> history) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(record(version((Number) history.get(0).get(TIME))));
    for (Map<String, Object> row : history) {
      out.write(record(event(row)));
    }
    return out.toByteArray();
  }

  /**
   * A record of TensorFlow's record format: length, its checksum, data, its checksum, all little
   * endian (https://www.tensorflow.org/tutorials/load_data/tfrecord).
   */
  private static byte[] record(byte[] data) {
    ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length).putInt(maskedChecksum(record.array(), 8));
    return record.put(data).putInt(maskedChecksum(data, data.length)).array();
  }

  private static int maskedChecksum(byte[] data, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(data, 0, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
  }

  // The numbers of the fields are those of TensorFlow's event.proto and summary.proto.

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] version(Number time) throws IOException {
    return message(
        out -> {
          out.writeDouble(1, time.doubleValue());
          out.writeString(3, VERSION);
        });
  }

  private static byte[] event(Map<String, Object> row) throws IOException {
    byte[] summary = summary(row);
    return message(
        out -> {
          out.writeDouble(1, ((Number) row.get(TIME)).doubleValue());
          out.writeInt64(2, ((Number) row.get(EPOCH)).longValue());
          out.writeByteArray(5, summary);
        });
  }

  private static byte[] summary(Map<String, Object> row) throws IOException {
    return message(
        out -> {
          for (Map.Entry<String, Object> figure : row.entrySet()) {
            if (!Set.of(EPOCH, TIME).contains(figure.getKey())) {
              out.writeByteArray(1, value(figure.getKey(), (Number) figure.getValue()));
            }
          }
        });
  }

  private static byte[] value(String figure, Number number) throws IOException {
    return message(
        out -> {
          out.writeString(1, tag(figure));
          out.writeFloat(2, number.floatValue());
        });
  }

  private static String tag(String figure) {
    return OF_TRAINING.contains(figure)
        ? "training/" + figure.replaceFirst("^training_", "")
        : "validation/" + figure;
  }
}
