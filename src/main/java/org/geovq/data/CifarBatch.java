package org.geovq.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.geovq.UserError;

/**
 * One file of records, by itself or in a tar.gz.
 *
 * @param archive that holds it; empty: none does
 * @param name of the file, in the data set's directory or in the archive
 * @param offset of its first byte in the unpacked archive; 0 outside of one
 * @param records how many
 */
record CifarBatch(String archive, String name, long offset, int records) implements Serializable {
  private static final String ARCHIVE = "cifar-10-binary.tar.gz";
  private static final Pattern NAME =
      Pattern.compile("(?:.*/)?(?:data_batch_([0-9]{1,9})|test_batch)\\.bin");
  private static final int BUFFER = 1 << 16;

  /**
   * The training files by their number, and last the test file.
   *
   * @throws UserError where there are none of one kind, two test files, or one is not of records
   */
  static List<CifarBatch> find(FileOpener files) {
    try {
      List<CifarBatch> batches = inFolder(files);
      if (batches.isEmpty() && files.size(ARCHIVE).isPresent()) {
        batches = inArchive(files);
      }
      return checked(files, batches);
    } catch (IOException e) {
      throw new UncheckedIOException(files.directory() + " cannot be read", e);
    }
  }

  private static List<CifarBatch> inFolder(FileOpener files) throws IOException {
    List<CifarBatch> batches = new ArrayList<>();
    for (StoredFile file : files.list("")) {
      if (NAME.matcher(file.name()).matches()) {
        batches.add(of(files, "", file.name(), 0, file.bytes()));
      }
    }
    return batches;
  }

  private static List<CifarBatch> inArchive(FileOpener files) throws IOException {
    List<CifarBatch> batches = new ArrayList<>();
    try (InputStream raw = files.open(ARCHIVE);
        InputStream tar = new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER)) {
      long offset = TarHeader.BLOCK;
      for (TarHeader file = TarHeader.read(tar); file != null; file = TarHeader.read(tar)) {
        if (file.regular() && NAME.matcher(file.name()).matches()) {
          batches.add(of(files, ARCHIVE, file.name(), offset, file.bytes()));
        }
        tar.skipNBytes(file.blocks());
        offset += file.blocks() + TarHeader.BLOCK;
      }
    } catch (IOException e) {
      throw damaged(files, e);
    }
    return batches;
  }

  private static UserError damaged(FileOpener files, IOException e) {
    String why = e.getMessage() == null ? "it ends too early" : e.getMessage();
    return new UserError(
        "%s/%s is damaged or cut off (%s): expected a gzipped tar archive",
        files.directory(), ARCHIVE, why);
  }

  private static CifarBatch of(
      FileOpener files, String archive, String name, long offset, long bytes) {
    long records = bytes / CifarSource.RECORD;
    CifarBatch batch = new CifarBatch(archive, name, offset, (int) records);
    if (records < 1 || records > IdxFile.MAX_RECORDS || bytes % CifarSource.RECORD != 0) {
      throw new UserError(
          "%s holds %d bytes: expected 1 to %d records of %d bytes",
          batch.path(files), bytes, IdxFile.MAX_RECORDS, CifarSource.RECORD);
    }
    return batch;
  }

  private static List<CifarBatch> checked(FileOpener files, List<CifarBatch> found) {
    List<CifarBatch> training = found.stream().filter(batch -> !batch.isTest()).toList();
    List<CifarBatch> test = found.stream().filter(CifarBatch::isTest).toList();
    if (training.isEmpty() || test.size() != 1) {
      throw new UserError(
          "data.dir: %s holds %d files data_batch_N.bin and %d files test_batch.bin, in folders or in"
              + " %s: expected at least one to train on and one for testing",
          files.directory(), training.size(), test.size(), ARCHIVE);
    }
    List<CifarBatch> batches =
        new ArrayList<>(
            training.stream().sorted(Comparator.comparingInt(CifarBatch::number)).toList());
    for (int i = 1; i < batches.size(); i++) {
      if (batches.get(i).number() == batches.get(i - 1).number()) {
        throw new UserError(
            "data.dir: %s and %s have the same number: expected each once",
            batches.get(i - 1).path(files), batches.get(i).path(files));
      }
    }
    batches.add(test.get(0));
    return List.copyOf(batches);
  }

  /** The number in its name; -1 for the test file. */
  private int number() {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() && matcher.group(1) != null ? Integer.parseInt(matcher.group(1)) : -1;
  }

  private boolean isTest() {
    return number() < 0;
  }

  /** As a user should read it. */
  String path(FileOpener files) {
    String inArchive = archive.isEmpty() ? "" : archive + ": ";
    return files.directory() + "/" + inArchive + Printable.of(name);
  }
}
