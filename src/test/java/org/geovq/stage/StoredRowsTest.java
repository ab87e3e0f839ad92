package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.SharedSpark;
import org.geovq.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what a file says of itself is its damage; whoever is told to remove one believes it. */
class StoredRowsTest {
  private static final StructType NUMBERS =
      Tables.schema(Tables.field("number", DataTypes.IntegerType));

  @TempDir private java.nio.file.Path folder;
  private Path table;

  @BeforeEach
  void write() {
    Configuration hadoop = LocalSpark.get().sparkContext().hadoopConfiguration();
    hadoop.setClass("fs.unplugged.impl", Unplugged.class, RawLocalFileSystem.class);
    table = new Path(folder.resolve("table").toUri());
    List<Row> rows = IntStream.range(0, 1000).mapToObj(RowFactory::create).toList();
    Tables.append(LocalSpark.get(), SharedSpark.context().parallelize(rows, 1), NUMBERS, table);
  }

  @AfterEach
  void plugIn() {
    Unplugged.listing = null;
    Unplugged.opening = null;
  }

  private static long count(Path table) {
    return Tables.read(LocalSpark.get(), table, NUMBERS).count();
  }

  @Test
  void aFlippedByteIsDamage() throws Exception {
    java.nio.file.Path file;
    try (Stream<java.nio.file.Path> files = Files.list(folder.resolve("table"))) {
      file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    String expected = "file:" + file + " is damaged: remove the folder " + table;
    String message = refusal(table);
    assertTrue(message.startsWith(expected), message);
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    message = refusal(table);
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void whatIsOutOfReachIsNotDamaged() {
    Path remote = new Path("unplugged://" + table.toUri().getPath());
    assertEquals(1000, count(remote));
    Unplugged.opening = new ConnectException("Connection refused");
    assertOutOfReach(remote, "(ConnectException: Connection refused): see that its host");
    Unplugged.opening = new AccessControlException("Permission denied: user=a");
    assertOutOfReach(remote, "(AccessControlException: Permission denied: user=a): see that");
    Unplugged.listing = new ConnectException("Connection refused");
    assertOutOfReach(remote, "(ConnectException: Connection refused): see that its host");
  }

  private static void assertOutOfReach(Path table, String reason) {
    String message = refusal(table);
    assertTrue(message.startsWith(table + " cannot be read " + reason), message);
    assertFalse(message.contains("damaged") || message.contains("remove"), message);
  }

  private static String refusal(Path table) {
    Throwable error = assertThrows(Exception.class, () -> count(table));
    while (!(error instanceof UserError) && error.getCause() != null) {
      error = error.getCause();
    }
    assertTrue(error instanceof UserError, error.toString());
    return error.getMessage();
  }

  @Test
  void aMistakeOfOursIsNotPutIntoWords() {
    RuntimeException mistake = new IllegalStateException();
    Iterator<InternalRow> rows =
        Stream.<InternalRow>generate(
                () -> {
                  throw mistake;
                })
            .iterator();
    assertSame(
        mistake, assertThrows(Exception.class, new StoredRows("table", true, rows)::hasNext));
  }

  /** Local files whose host may not answer. */
  public static final class Unplugged extends RawLocalFileSystem {
    private static volatile IOException listing;
    private static volatile IOException opening;

    @Override
    public URI getUri() {
      return URI.create("unplugged:///");
    }

    @Override
    public String getScheme() {
      return "unplugged";
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
      failWith(listing);
      return super.listStatus(path);
    }

    @Override
    public FSDataInputStream open(Path file, int buffer) throws IOException {
      failWith(opening);
      return super.open(file, buffer);
    }

    private static void failWith(IOException fault) throws IOException {
      if (fault != null) {
        throw fault;
      }
    }
  }
}
