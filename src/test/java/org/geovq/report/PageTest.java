package org.geovq.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.geovq.report.Headline.Direction;
import org.geovq.report.Table.Cell;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PageTest {
  private static final String HOSTILE = "<script>alert(1)</script>\"'&{{css}}";

  @Test
  void everythingItWasGivenIsOnThePage() throws Exception {
    Document page = parse(html(page("MNIST")));
    String text = page.getDocumentElement().getTextContent();
    for (String expected :
        List.of(
            "MNIST",
            "file:/runs/1",
            "2025-11-03",
            "geovq 0.1.0",
            "One paragraph.",
            "Another.",
            "image MSE",
            "0.0025",
            "against 0.0026",
            "↓ lower is better",
            "Reconstruction",
            "Figure 1. Usage.",
            "More is better.",
            "Figure 2. Latents.",
            "A map.",
            "Table 1. Codes.",
            "By error.",
            "geodesic",
            "0.00248",
            "ingest",
            "1,234.5",
            "70,000 images",
            "All stages together: 20 min 45 s.",
            "vae.rate",
            "matched",
            "reference.conf")) {
      assertTrue(text.contains(expected), expected);
    }
  }

  @Test
  void picturesAreEmbeddedAndAlsoWrittenBeside() throws Exception {
    Map<String, byte[]> files = write(page("MNIST"));
    assertEquals(
        List.of("figures/usage.png", "figures/latents.png", "index.html"),
        new ArrayList<>(files.keySet()));
    NodeList images = parse(files.get("index.html")).getElementsByTagName("img");
    assertEquals(2, images.getLength());
    Element first = (Element) images.item(0);
    String data = first.getAttribute("src").replace("data:image/png;base64,", "");
    assertArrayEquals(files.get("figures/usage.png"), Base64.getDecoder().decode(data));
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(files.get("figures/usage.png")));
    assertEquals(40, picture.getWidth());
    assertEquals(0x00FF00, picture.getRGB(7, 5) & 0xFFFFFF);
    assertEquals("20", first.getAttribute("width"), "page pixels");
    assertEquals("10", first.getAttribute("height"), "page pixels");
  }

  @Test
  void numbersStandAtTheRightAndTheBestIsBold() throws Exception {
    Document page = parse(html(page("MNIST")));
    Element table = (Element) page.getElementsByTagName("table").item(0);
    Element head = (Element) table.getElementsByTagName("th").item(1);
    assertEquals("number", head.getAttribute("class"));
    assertEquals("", ((Element) table.getElementsByTagName("th").item(0)).getAttribute("class"));
    NodeList cells = table.getElementsByTagName("td");
    assertEquals("", ((Element) cells.item(0)).getAttribute("class"));
    assertEquals("number", ((Element) cells.item(1)).getAttribute("class"));
    NodeList bold = table.getElementsByTagName("b");
    assertEquals(1, bold.getLength());
    assertEquals("0.00248", bold.item(0).getTextContent());
    assertTrue(page.getDocumentElement().getTextContent().contains("Bold: the best"));
  }

  @Test
  void everyEntryOfTheContentsLeadsSomewhere() throws Exception {
    Document page = parse(html(page("MNIST")));
    List<String> ids = attributes(page, "*", "id");
    List<String> links =
        attributes(page, "a", "href").stream().filter(link -> link.startsWith("#")).toList();
    assertEquals(8, links.size());
    for (String link : links) {
      assertTrue(ids.contains(link.substring(1)), link);
    }
  }

  @Test
  void thePageNeedsNeitherNetworkNorScripts() throws Exception {
    String html = new String(html(page("MNIST")), StandardCharsets.UTF_8);
    for (String forbidden : List.of("http://", "https://", "<script", "url(", "@import", "<link")) {
      assertFalse(html.contains(forbidden), forbidden);
    }
  }

  @Test
  void hostileTextComesOutAsText() throws Exception {
    Table table =
        new Table("t", HOSTILE, HOSTILE, List.of(HOSTILE), List.of(List.of(Cell.text(HOSTILE))));
    Figure figure = new Figure("f", HOSTILE, HOSTILE, Style.paper(1, 1));
    Page page =
        new Page(
            new Heading(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
            List.of(HOSTILE),
            List.of(new Headline(HOSTILE, HOSTILE, HOSTILE, Direction.HIGHER)),
            List.of(new Section(HOSTILE, List.of(table, figure))),
            List.of(new StageTime(HOSTILE, 1, HOSTILE)),
            List.of(new Setting(HOSTILE, HOSTILE, HOSTILE)));
    byte[] html = html(page);
    assertFalse(new String(html, StandardCharsets.UTF_8).contains("<script"));
    Document parsed = parse(html);
    assertEquals(0, parsed.getElementsByTagName("script").getLength());
    assertEquals(HOSTILE, parsed.getElementsByTagName("title").item(0).getTextContent());
    Element image = (Element) parsed.getElementsByTagName("img").item(0);
    assertEquals(HOSTILE, image.getAttribute("alt"));
    // Title twice; run directory, date, version; paragraph; headline 3; section and its entry in
    // the contents; two blocks: entry, title, caption, and head and cell; stage 2; setting 3.
    String text = parsed.getDocumentElement().getTextContent();
    assertEquals(2 + 3 + 1 + 3 + 2 + 2 * 3 + 2 + 2 + 3, text.split("alert", -1).length - 1);
  }

  @Test
  void charactersThatNoPageMayHoldAreReplaced() throws Exception {
    Document parsed = parse(html(page("a\u0000b\u001Bc\uD800d\uD83D\uDE00é")));
    assertEquals(
        "a\uFFFDb\uFFFDc\uFFFDd\uD83D\uDE00é",
        parsed.getElementsByTagName("h1").item(0).getTextContent());
  }

  @Test
  void partsThatAreEmptyAreLeftOut() throws Exception {
    Page page =
        new Page(
            new Heading("t", "d", "n", "v"), List.of(), List.of(), List.of(), List.of(), List.of());
    Document parsed = parse(html(page));
    assertEquals(1, parsed.getElementsByTagName("h2").getLength(), "only the contents");
    assertEquals(0, parsed.getElementsByTagName("table").getLength());
  }

  @Test
  void aStageTakesItsShareOfTheBar() throws Exception {
    Page page =
        new Page(
            new Heading("t", "d", "n", "v"),
            List.of(),
            List.of(),
            List.of(),
            List.of(new StageTime("a", 30, "x"), new StageTime("b", 90, "y")),
            List.of());
    String html = new String(html(page), StandardCharsets.UTF_8);
    assertTrue(html.contains("width:25.0%"));
    assertTrue(html.contains("width:75.0%"));
  }

  @Test
  void idsThatCollideOrLeaveTheDirectoryAreRefused() {
    BufferedImage image = Style.paper(1, 1);
    for (String id : List.of("", "../up", "a/b", "A", "-a", "a b", "a\n")) {
      assertThrows(
          IllegalArgumentException.class, () -> new Figure(id, "t", "c", image), "'" + id + "'");
      assertThrows(
          IllegalArgumentException.class, () -> new Table(id, "t", "c", List.of(), List.of()));
    }
    Section section = new Section("s", List.of(new Figure("a", "t", "c", image)));
    Heading heading = new Heading("t", "d", "n", "v");
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Page(
                    heading,
                    List.of(),
                    List.of(),
                    List.of(section, section),
                    List.of(),
                    List.of()));
    assertEquals("two figures or tables called a", e.getMessage());
  }

  @Test
  void rowsThatDoNotFitTheHeadsAreRefused() {
    List<List<Cell>> rows = List.of(List.of(Cell.text("a"), Cell.number("1")));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new Table("t", "t", "c", List.of("one"), rows));
    assertEquals("table t: a row of 2 cells under 1 heads", e.getMessage());
  }

  @Test
  void durationsAreReadable() {
    assertEquals("0.0 s", PageView.duration(0));
    assertEquals("9.9 s", PageView.duration(9.94));
    assertEquals("10 s", PageView.duration(9.97));
    assertEquals("59 s", PageView.duration(59.4));
    assertEquals("1 min 00 s", PageView.duration(59.6));
    assertEquals("59 min 59 s", PageView.duration(3599.4));
    assertEquals("1 h 00 min", PageView.duration(3599.6));
    assertEquals("26 h 05 min", PageView.duration(26 * 3600 + 5 * 60));
  }

  private static Page page(String title) {
    BufferedImage image = Style.paper(40, 20);
    image.setRGB(7, 5, 0x00FF00);
    Figure usage = new Figure("usage", "Usage", "More is better.", image);
    Figure latents = new Figure("latents", "Latents", "A map.", image);
    Table codes =
        new Table(
            "codes",
            "Codes",
            "By error.",
            List.of("codes", "MSE"),
            List.of(
                List.of(Cell.text("geodesic"), Cell.best("0.00248")),
                List.of(Cell.text("k-means"), Cell.number("0.00271"))));
    return new Page(
        new Heading(title, "file:/runs/1", "2025-11-03", "0.1.0"),
        List.of("One paragraph.", "Another."),
        List.of(new Headline("image MSE", "0.0025", "against 0.0026", Direction.LOWER)),
        List.of(new Section("Reconstruction", List.of(usage, codes, latents))),
        List.of(
            new StageTime("ingest", 1234.5, "70,000 images"), new StageTime("report", 10, "this")),
        List.of(new Setting("vae.rate", "matched", "reference.conf")));
  }

  private static Map<String, byte[]> write(Page page) throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    page.writeTo(files::put);
    return files;
  }

  private static byte[] html(Page page) throws Exception {
    return write(page).get("index.html");
  }

  private static Document parse(byte[] html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html));
  }

  private static List<String> attributes(Document page, String tag, String attribute) {
    NodeList elements = page.getElementsByTagName(tag);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      values.add(((Element) elements.item(i)).getAttribute(attribute));
    }
    return values;
  }
}
