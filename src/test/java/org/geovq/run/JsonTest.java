package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.geovq.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final Manifest MANIFEST =
      new Manifest(
          "quantize",
          "id-1",
          "abc",
          Map.of("codebook.size", "16"),
          Map.of("graph", "id-0"),
          Map.of("geovq", "dev"),
          Map.of("size", 16, "cost", 1.5, "rule", "direct", "rounds", List.of(2.5, 1.5)),
          3.25,
          "2026-01-02T03:04:05Z");

  @TempDir private Path folder;
  private RunDirectory directory;
  private Path file;

  @BeforeEach
  void openTheDirectory() throws IOException {
    directory = new RunDirectory(folder.toString(), new Configuration());
    file = folder.resolve("codebook/_manifest.json");
  }

  @Test
  void manifestComesBackAsItWasWritten() throws IOException {
    write();
    assertEquals(MANIFEST, directory.manifest("codebook").orElseThrow());
  }

  @Test
  void manifestIsNotThereBeforeItIsWritten() throws IOException {
    assertTrue(directory.manifest("codebook").isEmpty());
  }

  @Test
  void numbersOfAManifestAreReadByName() {
    assertEquals(16, MANIFEST.count("size"));
    assertEquals(1.5, MANIFEST.figure("cost"));
    assertThrows(UserError.class, () -> MANIFEST.count("rule"));
    assertThrows(UserError.class, () -> MANIFEST.figure("none"));
  }

  /** Or a run of before would be made anew, and its networks be lost. */
  @Test
  void aManifestByItsOlderNameIsASentence() throws IOException {
    write();
    Files.move(file, file.resolveSibling("manifest.json"));
    UserError error = assertThrows(UserError.class, () -> directory.manifest("codebook"));
    assertTrue(error.getMessage().contains("is of an older geovq"), error::getMessage);
  }

  @Test
  void unknownFieldsOfALaterVersionAreSkipped() throws IOException {
    Files.createDirectories(file.getParent());
    write();
    Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"colour\": 3,"));
    Files.delete(file.resolveSibling("._manifest.json.crc"));
    assertEquals(MANIFEST, directory.manifest("codebook").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{\"stage\": \"quan", "[1, 2]", "not json", "null", "{\"stage\": \"a\"}"})
  void damagedManifestIsNamed(String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertNamed();
  }

  /** Hadoop's local file system keeps a checksum beside each file that it writes. */
  @Test
  void manifestThatDoesNotMatchItsChecksumIsNamed() throws IOException {
    write();
    Files.writeString(file, Files.readString(file).replace("quantize", "quantise"));
    assertNamed();
  }

  @Test
  void writingAgainReplacesTheFileAndLeavesNothingBeside() throws IOException {
    write();
    write();
    try (var names = Files.list(file.getParent())) {
      assertEquals(
          List.of("._manifest.json.crc", "_manifest.json"),
          names.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void lineIsOneLine() {
    assertEquals("{\"a\":[1,2]}", Json.line(Map.of("a", List.of(1, 2))));
  }

  private void write() throws IOException {
    Json.write(
        directory.files(),
        new org.apache.hadoop.fs.Path(directory.of("codebook"), "_manifest.json"),
        MANIFEST);
  }

  private void assertNamed() {
    UserError error = assertThrows(UserError.class, () -> directory.manifest("codebook"));
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    assertTrue(error.getMessage().contains("damaged"), error.getMessage());
  }
}
