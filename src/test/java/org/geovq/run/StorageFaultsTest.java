package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.spark.SparkException;
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
    String expected = file + " is damaged: remove the folder file:" + stage + " and give the";
    Throwable checksum = new ChecksumException("Checksum error: " + file + " at 0 exp: 1", 0);
    assertTrue(message(new IOException(checksum)).startsWith(expected));
    String uri = file.replace(" ", "%20");
    Throwable spark = spark(uri, new ParquetDecodingException("CRC checksum verification failed"));
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

  @Test
  void aTableOutOfReachIsNotDamaged() {
    for (IOException cause :
        List.of(
            new ConnectException("Connection refused"),
            new EOFException("End of File Exception between local host is: a; destination host: b"),
            new AccessControlException("Permission denied: user=a, access=READ\n\tat a.B"))) {
      Throwable network = new ParquetDecodingException("Can not read value at 0", cause);
      String message = unreadable(spark("hdfs://b/run/codes/part%200", network)).getMessage();
      String said = cause.getMessage().lines().findFirst().orElseThrow();
      String kind = cause.getClass().getSimpleName();
      String expected =
          "hdfs://b/run/codes/part 0 cannot be read ("
              + kind
              + ": "
              + said
              + "): see that its host";
      assertTrue(message.startsWith(expected), message);
    }
    UserError unnamed = unreadable(new IOException("Input/output error"));
    assertTrue(unnamed.getMessage().startsWith("hdfs://b/run/codes cannot be read (IO"));
  }

  private static UserError unreadable(Throwable error) {
    return StorageFaults.unreadable("hdfs://b/run/codes", true, error).orElseThrow();
  }

  private static SparkException spark(String uri, Throwable cause) {
    return new SparkException("Encountered error while reading file " + uri + ". Details:", cause);
  }

  /** A full disk has its words, which name the run directory, where that is known. */
  @Test
  void ofATableNoStorageHasToAnswerForWhatElseFails() throws Exception {
    Throwable full = spark("hdfs://b/x", new IOException("No space left on device"));
    Throwable mistake = spark("hdfs://b/x", new IllegalStateException());
    for (Throwable error : List.of(full, mistake, new UserError("The table is mine."))) {
      assertEquals(Optional.empty(), StorageFaults.unreadable("hdfs://b/run/codes", true, error));
    }
    assertTrue(message(full).startsWith("No space is left"));
    assertEquals(Optional.empty(), StorageFaults.find(mistake, directory()));
  }

  private String message(Throwable error) throws Exception {
    return StorageFaults.find(error, directory()).orElseThrow().getMessage();
  }

  private RunDirectory directory() throws Exception {
    return new RunDirectory(folder.toString(), new Configuration());
  }
}
