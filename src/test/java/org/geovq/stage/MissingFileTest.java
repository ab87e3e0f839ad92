package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.geovq.UserError;
import org.geovq.data.Split;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads what files there are: a table that has lost one would pass for a smaller one. */
class MissingFileTest {
  @TempDir private Path run;
  private StageContext context;
  private List<Path> files;

  @BeforeEach
  void copyLatents() throws Exception {
    Path latents = run.resolve(Latents.DIRECTORY);
    TinyRun.copy(TinyRun.shared().resolve(Latents.DIRECTORY), latents);
    context = TinyRun.context(run);
    try (Stream<Path> all = Files.list(latents)) {
      files = all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private void assertRefused(Path file) {
    UserError error = assertThrows(UserError.class, () -> Latents.read(context, Split.TEST));
    assertTrue(error.getMessage().contains(file.getFileName() + " has "), error.getMessage());
    assertTrue(error.getMessage().contains("remove the folder "), error.getMessage());
  }

  @Test
  void aTableOfAllItsFilesIsRead() throws Exception {
    assertEquals(2, files.size());
    assertTrue(Latents.read(context, Split.TEST).count() > 0);
  }

  @Test
  void oneThatIsMissingIsNamed() throws Exception {
    Files.delete(files.get(0));
    assertRefused(files.get(0));
  }

  @Test
  void oneTooManyIsNamed() throws Exception {
    Path other = files.get(0).resolveSibling("part-9.parquet");
    Files.copy(files.get(0), other);
    assertRefused(other);
  }
}
