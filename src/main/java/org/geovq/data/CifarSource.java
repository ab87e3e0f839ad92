package org.geovq.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.geovq.UserError;

/**
 * CIFAR-10 in its binary version: any number of files {@code data_batch_N.bin} to train on and
 * {@code test_batch.bin}, in a folder or in {@code cifar-10-binary.tar.gz}.
 *
 * <p>A record is a label, 0 to 9, and 32 x 32 pixels, all red ones before all green and all blue
 * ones. Ids are records over the training files by their number and then the test file. Format: A.
 * Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009,
 * https://www.cs.toronto.edu/~kriz/cifar.html.
 */
public final class CifarSource implements RangedSource {
  private static final long serialVersionUID = 1;
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int PLANE = 32 * 32;
  private static final int CLASSES = 10;
  private static final int BUFFER = 1 << 16;

  /** Bytes of a record: the label and three planes. */
  static final int RECORD = 1 + 3 * PLANE;

  private final FileOpener files;
  private final List<CifarBatch> batches;
  private final ValidationSplit validation;

  /**
   * Looks for the files and counts their records.
   *
   * @param validationImages how many of the training images to hold out
   * @param seed which of them
   * @throws UserError where a file is missing or is not of whole records, or where validationImages
   *     is out of range
   */
  public CifarSource(FileOpener files, int validationImages, long seed) {
    this.files = files;
    batches = CifarBatch.find(files);
    int testImages = batches.get(batches.size() - 1).records();
    long trainingImages = batches.stream().mapToLong(CifarBatch::records).sum() - testImages;
    if (trainingImages > IdxFile.MAX_RECORDS) {
      throw new UserError(
          "%s holds %d training images: expected at most %d",
          files.directory(), trainingImages, IdxFile.MAX_RECORDS);
    }
    validation = new ValidationSplit((int) trainingImages, testImages, validationImages, seed);
  }

  @Override
  public ImageShape shape() {
    return SHAPE;
  }

  @Override
  public long count(Split split) {
    return validation.sizeOf(split);
  }

  @Override
  public List<StoredFile> files() {
    return batches.stream()
        .map(batch -> batch.archive().isEmpty() ? batch.name() : batch.archive())
        .distinct()
        .map(files::stored)
        .toList();
  }

  @Override
  public ImageStream images(long from, long to) {
    return new Images(from, to);
  }

  private final class Images implements ImageStream {
    private final byte[] record = new byte[RECORD];
    private final long end;
    private long id;
    private int batch;
    private long endOfBatch;
    private DataInputStream in;

    Images(long from, long to) {
      id = from;
      end = to;
      endOfBatch = batches.get(0).records();
      while (from >= endOfBatch && batch + 1 < batches.size()) {
        batch++;
        endOfBatch += batches.get(batch).records();
      }
    }

    @Override
    public boolean hasNext() {
      return id < end;
    }

    @Override
    public LabelledImage next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        return read();
      } catch (EOFException | ZipException e) {
        close();
        throw new UserError(
            "%s is damaged or cut off: expected %d records of %d bytes",
            path(), batches.get(batch).records(), RECORD);
      } catch (IOException e) {
        close();
        throw new UncheckedIOException(path() + " cannot be read", e);
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private LabelledImage read() throws IOException {
      if (in == null) {
        openBatch();
      }
      in.readFully(record);
      LabelledImage image =
          new LabelledImage(id, validation.splitOf(id), label(), interleaved(record));
      id++;
      if (id == end) {
        close();
      } else if (id == endOfBatch) {
        close();
        batch++;
        endOfBatch += batches.get(batch).records();
      }
      return image;
    }

    private void openBatch() throws IOException {
      CifarBatch current = batches.get(batch);
      long inBatch = id - (endOfBatch - current.records());
      in = new DataInputStream(CifarSource.this.open(current, inBatch * RECORD));
    }

    private int label() {
      int label = record[0] & 0xff;
      if (label >= CLASSES) {
        throw new UserError(
            "%s: record %d has the label %d, but CIFAR-10 has labels from 0 to %d",
            path(), id - (endOfBatch - batches.get(batch).records()), label, CLASSES - 1);
      }
      return label;
    }

    private String path() {
      return batches.get(batch).path(files);
    }

    @Override
    public void close() {
      if (in != null) {
        try {
          in.close();
        } catch (IOException e) {
          throw new UncheckedIOException(path() + " cannot be closed", e);
        }
        in = null;
      }
    }
  }

  private InputStream open(CifarBatch batch, long from) throws IOException {
    if (batch.archive().isEmpty()) {
      return new BufferedInputStream(files.open(batch.name(), from), BUFFER);
    }
    InputStream raw = files.open(batch.archive());
    try {
      InputStream unpacked = new GZIPInputStream(raw, BUFFER);
      unpacked.skipNBytes(batch.offset() + from);
      return new BufferedInputStream(unpacked, BUFFER);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Planes to pixels of red, green and blue. */
  private static byte[] interleaved(byte[] record) {
    byte[] pixels = new byte[3 * PLANE];
    for (int p = 0; p < PLANE; p++) {
      pixels[3 * p] = record[1 + p];
      pixels[3 * p + 1] = record[1 + PLANE + p];
      pixels[3 * p + 2] = record[1 + 2 * PLANE + p];
    }
    return pixels;
  }
}
