package org.geovq.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A text in GitHub's Markdown, with its pictures beside it. */
public final class Markdown {
  private static final int LINE = 140;

  private final String pictures;
  private final StringBuilder text = new StringBuilder();
  private final List<Figure> figures = new ArrayList<>();

  /**
   * @param pictures what the names of pictures begin with, relative to the text: images/results-
   */
  public Markdown(String pictures) {
    this.pictures = pictures;
  }

  /** A heading of a level from 1, the highest. */
  public Markdown heading(int level, String title) {
    return block("#".repeat(level) + " " + title);
  }

  /** A paragraph, itself in Markdown. */
  public Markdown paragraph(String words) {
    return block(wrapped(words));
  }

  /** A list, each of its items in Markdown. */
  public Markdown list(List<String> items) {
    return block(
        items.stream()
            .map(item -> "- " + wrapped(item).replace("\n", "\n  "))
            .collect(Collectors.joining("\n")));
  }

  /** Lines as they are. */
  public Markdown code(List<String> lines) {
    return block(lines.stream().map(line -> "    " + line).collect(Collectors.joining("\n")));
  }

  /** A table without its title and caption; cells come out as text, except that code stays code. */
  public Markdown table(Table table) {
    List<String> lines = new ArrayList<>();
    lines.add(row(table.heads().stream().map(Markdown::escaped).toList()));
    lines.add(
        row(
            IntStream.range(0, table.heads().size())
                .mapToObj(column -> table.numbers(column) ? "---:" : "---")
                .toList()));
    table.rows().forEach(cells -> lines.add(row(cells.stream().map(Markdown::cell).toList())));
    return block(String.join("\n", lines));
  }

  /** A picture with its caption. */
  public Markdown figure(Figure figure) {
    figures.add(figure);
    return block("![%s](%s)".formatted(figure.title(), name(figure)))
        .block("*" + wrapped(figure.caption()) + "*");
  }

  /**
   * Writes the pictures, then the text.
   *
   * @throws IOException if the sink fails
   */
  public void writeTo(ReportSink sink, String name) throws IOException {
    for (Figure figure : figures) {
      sink.write(name(figure), Png.encode(figure.image()));
    }
    sink.write(name, toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private String name(Figure figure) {
    return pictures + figure.id() + ".png";
  }

  private Markdown block(String lines) {
    text.append(text.isEmpty() ? "" : "\n").append(lines).append("\n");
    return this;
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String cell(Table.Cell cell) {
    String words = escaped(cell.text());
    return cell.best() ? "**" + words + "**" : words;
  }

  /** A bar would begin another cell, a line end another row. */
  private static String escaped(String words) {
    return words.replace("|", "\\|").replace("\n", " ");
  }

  private static String wrapped(String words) {
    StringBuilder lines = new StringBuilder();
    int used = 0;
    for (String word : words.split("\\s+")) {
      boolean fits = used > 0 && used + 1 + word.length() <= LINE;
      lines.append(used == 0 ? "" : fits ? " " : "\n").append(word);
      used = fits ? used + 1 + word.length() : word.length();
    }
    return lines.toString();
  }
}
