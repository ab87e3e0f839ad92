package org.geovq.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.geovq.UserError;

/**
 * One IDX file of unsigned bytes, plain or gzipped (told apart by content), as a stream of records
 * of equal size. The header is checked when it is opened, the length of a gzipped file when its
 * last record is read.
 */
final class IdxFile implements Closeable {
  /** Most records that a header may announce. */
  static final int MAX_RECORDS = 100_000_000;

  private static final int BUFFER = 1 << 16;
  private static final int UNSIGNED_BYTES = 0x800;

  private final String path;
  private final StoredFile stored;
  private final boolean gzipped;
  private final InputStream content;
  private int[] dimensions;
  private long expectedBytes;
  private long position;

  /**
   * @param name without {@code .gz}
   * @param rank number of dimensions: 1 for labels [count], 3 for images [count, rows, columns]
   */
  static IdxFile open(FileOpener files, String name, int rank) {
    String path = files.directory() + "/" + name;
    try {
      String present = present(files, name);
      path = files.directory() + "/" + present;
      long size = files.size(present).orElseThrow();
      return open(path, new StoredFile(present, size), files.open(present), rank);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }

  private static String present(FileOpener files, String name) throws IOException {
    for (String candidate : new String[] {name, name + ".gz"}) {
      if (files.size(candidate).isPresent()) {
        return candidate;
      }
    }
    throw new UserError(
        "data.dir: neither %s nor %s.gz is in %s, where the four IDX files of MNIST were expected",
        name, name, files.directory());
  }

  private static IdxFile open(String path, StoredFile stored, InputStream raw, int rank)
      throws IOException {
    try {
      IdxFile file = new IdxFile(path, stored, new BufferedInputStream(raw, BUFFER));
      file.readHeader(rank);
      file.checkHeader(stored.bytes());
      return file;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private IdxFile(String path, StoredFile stored, BufferedInputStream raw) throws IOException {
    this.path = path;
    this.stored = stored;
    raw.mark(2);
    this.gzipped = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    this.content = gzipped ? new BufferedInputStream(unpack(raw), BUFFER) : raw;
  }

  private InputStream unpack(InputStream raw) throws IOException {
    try {
      return new GZIPInputStream(raw, BUFFER);
    } catch (EOFException | ZipException e) {
      throw corrupt(e);
    }
  }

  private void readHeader(int rank) throws IOException {
    byte[] bytes = new byte[4 * (1 + rank)];
    expectedBytes = bytes.length;
    fill(bytes, 0, 4);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int magic = header.getInt();
    if (magic != UNSIGNED_BYTES + rank) {
      throw new UserError(
          "%s begins with 0x%08x, but an IDX file of %s begins with 0x%08x",
          path, magic, rank == 1 ? "labels" : "images", UNSIGNED_BYTES + rank);
    }
    fill(bytes, 4, bytes.length);
    dimensions = new int[rank];
    header.asIntBuffer().get(dimensions);
  }

  /** Nothing is allocated by what a header says before this has passed. */
  private void checkHeader(long size) {
    if (dimensions[0] < 1 || dimensions[0] > MAX_RECORDS) {
      throw new UserError(
          "%s announces %d records: expected 1 to %d",
          path, Integer.toUnsignedLong(dimensions[0]), MAX_RECORDS);
    }
    for (int i = 1; i < dimensions.length; i++) {
      if (!ImageShape.isSide(dimensions[i])) {
        throw new UserError(
            "%s announces images with a side of %d pixels: expected 1 to %d",
            path, Integer.toUnsignedLong(dimensions[i]), ImageShape.MAX_SIDE);
      }
    }
    expectedBytes += dimensions[0] * recordBytes();
    if (!gzipped && size < expectedBytes) {
      throw truncated(size);
    }
    if (!gzipped && size > expectedBytes) {
      throw trailing();
    }
  }

  String path() {
    return path;
  }

  /** Its name and size. */
  StoredFile stored() {
    return stored;
  }

  /** Number of records. */
  int count() {
    return dimensions[0];
  }

  /** Size of a dimension: 1 rows, 2 columns. */
  int dimension(int i) {
    return dimensions[i];
  }

  /** Passes over records, fewer than are left. */
  void skip(long records) {
    long bytes = records * recordBytes();
    try {
      content.skipNBytes(bytes);
      position += bytes;
    } catch (EOFException e) {
      throw cutOff();
    } catch (ZipException e) {
      throw corrupt(e);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }

  private long recordBytes() {
    long bytes = 1;
    for (int i = 1; i < dimensions.length; i++) {
      bytes *= dimensions[i];
    }
    return bytes;
  }

  /** Whether all records have been read. */
  boolean atEnd() {
    return position == expectedBytes;
  }

  /** Reads the next record into an array of exactly its size. */
  void read(byte[] record) {
    try {
      fill(record, 0, record.length);
      if (position == expectedBytes) {
        checkEnd();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }

  private void fill(byte[] target, int from, int to) throws IOException {
    try {
      int at = from;
      while (at < to) {
        int read = content.read(target, at, to - at);
        if (read < 0) {
          throw truncated(position);
        }
        at += read;
        position += read;
      }
    } catch (EOFException e) {
      throw truncated(position);
    } catch (ZipException e) {
      throw corrupt(e);
    }
  }

  /** For a gzipped file this also compares its checksum. */
  private void checkEnd() throws IOException {
    try {
      if (content.read() >= 0) {
        throw trailing();
      }
    } catch (EOFException | ZipException e) {
      throw corrupt(e);
    }
  }

  private UserError truncated(long found) {
    return new UserError(
        "%s is cut off: it was expected to hold %d bytes%s, but %d were found",
        path, expectedBytes, gzipped ? " unpacked" : "", found);
  }

  /** Where in a gzipped file it ends is known to nobody when records were passed over. */
  private UserError cutOff() {
    return new UserError(
        "%s is cut off: it was expected to hold %d bytes%s",
        path, expectedBytes, gzipped ? " unpacked" : "");
  }

  private UserError trailing() {
    return new UserError(
        "%s goes on after the %d bytes%s that its header announces, where its end was expected",
        path, expectedBytes, gzipped ? " unpacked" : "");
  }

  private UserError corrupt(IOException e) {
    return new UserError(
        "%s is a damaged gzip file (%s): an IDX file, plain or gzipped, was expected",
        path, e.getMessage() == null ? "it is cut off" : e.getMessage());
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be closed", e);
    }
  }
}
