package org.geovq.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The page of a run: self-contained HTML, also well-formed XML, without scripts and without the
 * network. Whatever text it is given comes out as text, never as markup.
 *
 * @param heading title and where the page comes from
 * @param plainWords paragraphs for a reader who knows nothing of the run
 * @param headlines the few numbers that matter most
 * @param sections figures and tables
 * @param stages what ran, in order
 * @param settings the run's configuration
 */
public record Page(
    Heading heading,
    List<String> plainWords,
    List<Headline> headlines,
    List<Section> sections,
    List<StageTime> stages,
    List<Setting> settings) {

  private static final Pattern NOT_XML =
      Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

  /**
   * Checks the ids.
   *
   * @throws IllegalArgumentException if two figures or tables share an id
   */
  public Page {
    plainWords = List.copyOf(plainWords);
    headlines = List.copyOf(headlines);
    sections = List.copyOf(sections);
    stages = List.copyOf(stages);
    settings = List.copyOf(settings);
    Set<String> ids = new HashSet<>();
    for (Section section : sections) {
      for (Block block : section.blocks()) {
        if (!ids.add(block.id())) {
          throw new IllegalArgumentException("two figures or tables called " + block.id());
        }
      }
    }
  }

  /**
   * Writes {@code figures/ID.png} for each figure, then {@code index.html} with the same pictures
   * inside.
   *
   * @throws IOException if the sink fails
   */
  public void writeTo(ReportSink sink) throws IOException {
    Map<String, byte[]> pictures = new HashMap<>();
    for (Section section : sections) {
      for (Block block : section.blocks()) {
        if (block instanceof Figure figure) {
          byte[] png = Png.encode(figure.image());
          pictures.put(figure.id(), png);
          sink.write("figures/" + figure.id() + ".png", png);
        }
      }
    }
    String html =
        Mustache.compiler()
            .withEscaper(Page::escape)
            .emptyStringIsFalse(true)
            .compile(resource("page.mustache"))
            .execute(new PageView(this, pictures, resource("page.css")));
    sink.write("index.html", html.getBytes(StandardCharsets.UTF_8));
  }

  /** Control characters and halves of surrogate pairs, which no HTML may hold, are replaced. */
  private static String escape(String text) {
    return Escapers.HTML.escape(NOT_XML.matcher(text).replaceAll("\uFFFD"));
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
