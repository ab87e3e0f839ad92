package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageFaultsTest {
  @TempDir private Path folder;

  @Test
  void aFullDiskIsFoundBehindOtherCauses() throws Exception {
    Throwable full = new IOException("No space left on device");
    String message = message(new IllegalStateException("Job aborted.", full));
    assertTrue(message.startsWith("No space is left, in file:" + folder), message);
  }

  @Test
  void aDamagedFileIsNamedWithTheFolderToRemove() throws Exception {
    Path stage = Files.createDirectories(folder.resolve("codes/with space"));
    String file = "file:" + stage + "/part-0";
    String expected = file + " is damaged: remove the folder file:" + stage + " and give the same";
    Throwable checksum = new ChecksumException("Checksum error: " + file + " at 0 exp: 1", 0);
    assertTrue(message(new IOException(checksum)).startsWith(expected));
    String uri = file.replace(" ", "%20");
    Throwable spark = new IOException("Encountered error while reading file " + uri + ". Details:");
    assertTrue(message(new IOException("Job aborted", spark)).startsWith(expected));
    Throwable cut =
        new IOException("task 1: java.lang.RuntimeException: " + file + " is not a Parquet file.");
    assertTrue(message(cut).startsWith(expected));
  }

  @Test
  void aDamagedFileOfNoStageIsNamed() throws Exception {
    Throwable error = new ChecksumException("Checksum error: file:/elsewhere/x at 512 exp: 1", 0);
    assertEquals("file:/elsewhere/x is damaged: put a whole one in its place.", message(error));
  }

  @Test
  void whatIsInWordsAlreadyAndWhatIsNoSuchFaultStay() throws Exception {
    UserError words = new UserError("No space left on device");
    assertEquals(Optional.empty(), StorageFaults.find(new IOException(words), directory()));
    assertEquals(Optional.empty(), StorageFaults.find(new IOException("ended"), directory()));
  }

  private String message(Throwable error) throws Exception {
    return StorageFaults.find(error, directory()).orElseThrow().getMessage();
  }

  private RunDirectory directory() throws Exception {
    return new RunDirectory(folder.toString(), new Configuration());
  }
}
