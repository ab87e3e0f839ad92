package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.geovq.stage.LocalSpark;
import org.geovq.stage.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodeCommandTest {
  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.get();
  }

  /** With no setting but the run's own, whose images are then those that it has seen. */
  @Test
  void imagesOfTheRunGetTheCodesThatTheyHaveThere() throws Exception {
    Path run = TinyRun.shared();
    assertEquals(0, encode(run, folder));
    Map<Long, String> codes = codes(run);
    assertEquals(460, codes.size());
    assertEquals(codes, codes(folder));
  }

  @Test
  void aRunThatIsNotThereIsAUserError() {
    Path coded = folder.resolve("coded");
    assertEquals(2, encode(folder.resolve("none"), coded));
    assertFalse(Files.exists(coded));
  }

  @Test
  void whereToWriteHasToBeSaid() throws Exception {
    assertEquals(2, Main.execute("encode", "--model", TinyRun.shared().toString()));
  }

  private static int encode(Path run, Path folder) {
    return Main.execute("encode", "--model", run.toString(), "--run-dir", folder.toString());
  }

  private static Map<Long, String> codes(Path run) {
    Map<Long, String> codes = new TreeMap<>();
    LocalSpark.get()
        .read()
        .parquet(run.resolve("codes/geodesic").toString())
        .select("id", "label", "codes")
        .collectAsList()
        .forEach(row -> codes.put(row.getLong(0), row.toString()));
    return codes;
  }
}
