package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.geovq.stage.LocalSpark;
import org.geovq.stage.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeCommandTest {
  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.get();
  }

  @Test
  void everyRowOfCodesBecomesAnImage() throws Exception {
    assertEquals(0, decode(TinyRun.shared().resolve("codes/geodesic").toString()));
    String table = folder.resolve("decoded/geodesic").toString();
    assertEquals(460, LocalSpark.get().read().parquet(table).count());
    assertTrue(Files.exists(folder.resolve("decoded/geodesic/_sheet.png")));
  }

  @Test
  void codesThatAreNotThereAreAUserError() throws Exception {
    assertEquals(2, decode(folder.resolve("none").toString()));
    assertFalse(Files.exists(folder.resolve("decoded")));
  }

  @Test
  void whereToWriteHasToBeSaid() throws Exception {
    String run = TinyRun.shared().toString();
    assertEquals(2, Main.execute("decode", "--model", run, "--codes", run + "/codes/geodesic"));
  }

  private int decode(String codes) throws Exception {
    return Main.execute(
        "decode",
        "--model",
        TinyRun.shared().toString(),
        "--codes",
        codes,
        "--run-dir",
        folder.toString());
  }
}
