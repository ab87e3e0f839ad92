package org.geovq.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.geovq.report.Table.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownTest {
  private static final BufferedImage IMAGE = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);

  @Test
  void blocksStandApart() {
    assertEquals(
        """
        ## Title

        Some words.

            a  b
            c

        - one
        - two
        """,
        new Markdown("")
            .heading(2, "Title")
            .paragraph("Some\n   words.")
            .code(List.of("a  b", "c"))
            .list(List.of("one", "two"))
            .toString());
  }

  @Test
  void tableAlignsNumbersAndMarksTheBest() {
    Table table =
        new Table(
            "t",
            "",
            "",
            List.of("arm", "MSE"),
            List.of(
                List.of(Cell.text("a|b"), Cell.number("0.2")),
                List.of(Cell.text("c\nd"), Cell.best("0.1"))));
    assertEquals(
        """
        | arm | MSE |
        | --- | ---: |
        | a\\|b | 0.2 |
        | c d | **0.1** |
        """,
        new Markdown("").table(table).toString());
  }

  @Test
  void longParagraphsAreWrappedAndNoWordIsLost() {
    String words = "word ".repeat(100).strip() + " " + "x".repeat(200) + " end";
    String text = new Markdown("").paragraph(words).toString();
    assertEquals(words, text.strip().replace("\n", " "));
    assertTrue(text.lines().filter(line -> line.length() > 140).count() == 1, text);
  }

  @Test
  void picturesLieWhereTheTextSaysAndNothingElseIsLeft(@TempDir Path folder) throws IOException {
    new Markdown("images/results-")
        .figure(new Figure("curve", "Curve", "How to read it.", IMAGE))
        .writeTo(new FolderSink(folder), "text.md");
    assertEquals(
        "![Curve](images/results-curve.png)\n\n*How to read it.*\n",
        Files.readString(folder.resolve("text.md")));
    assertEquals(3, ImageIO.read(folder.resolve("images/results-curve.png").toFile()).getHeight());
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(2, files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void whatWasThereStaysWhereWritingFails(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("text.md"), "old");
    Files.createDirectory(folder.resolve(".text.md.partial"));
    assertThrows(
        IOException.class,
        () -> new Markdown("").paragraph("new").writeTo(new FolderSink(folder), "text.md"));
    assertEquals("old", Files.readString(text));
  }
}
