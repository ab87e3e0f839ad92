package org.geovq.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

/** A directory of files in memory, called {@code /mnist}, that counts its open streams. */
final class MemoryFiles implements FileOpener {
  private static final long serialVersionUID = 1;

  final HashMap<String, byte[]> files = new HashMap<>();
  int open;

  /**
   * Five training and three test images of 3 x 2 pixels, gzipped: pixel p of image i is 10 i + p,
   * its label i (test images go on from 5).
   */
  static MemoryFiles small() {
    return small(true);
  }

  static MemoryFiles small(boolean gzipped) {
    MemoryFiles memory = new MemoryFiles();
    memory.put("train-images-idx3-ubyte", images(0, 5, 3, 2), gzipped);
    memory.put("train-labels-idx1-ubyte", labels(0, 5), gzipped);
    memory.put("t10k-images-idx3-ubyte", images(5, 3, 3, 2), gzipped);
    memory.put("t10k-labels-idx1-ubyte", labels(5, 3), gzipped);
    return memory;
  }

  static byte[] images(int first, int count, int rows, int columns) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + count * rows * columns);
    bytes.putInt(0x803).putInt(count).putInt(rows).putInt(columns);
    for (int i = 0; i < count * rows * columns; i++) {
      bytes.put((byte) (10 * (first + i / (rows * columns)) + i % (rows * columns)));
    }
    return bytes.array();
  }

  static byte[] labels(int first, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count);
    bytes.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (first + i));
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Replaces the plain or gzipped file of that name. */
  void put(String name, byte[] content, boolean gzipped) {
    files.remove(name);
    files.remove(name + ".gz");
    files.put(gzipped ? name + ".gz" : name, gzipped ? gzip(content) : content);
  }

  @Override
  public String directory() {
    return "/mnist";
  }

  @Override
  public OptionalLong size(String name) {
    return files.containsKey(name) ? OptionalLong.of(files.get(name).length) : OptionalLong.empty();
  }

  @Override
  public List<StoredFile> list(String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith(prefix))
        .map(file -> new StoredFile(file.getKey(), file.getValue().length))
        .sorted(Comparator.comparing(StoredFile::name))
        .toList();
  }

  @Override
  public InputStream open(String name, long from) {
    open++;
    byte[] content = files.get(name);
    return new ByteArrayInputStream(content, (int) from, content.length - (int) from) {
      private boolean closed;

      @Override
      public void close() {
        open -= closed ? 0 : 1;
        closed = true;
      }
    };
  }
}
