package org.geovq.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What the template reads: the page with its numbering, alignment and sizes worked out. */
final class PageView {
  final Page page;
  final String css;
  final List<SectionView> sections = new ArrayList<>();
  final List<StageView> stages;
  final String total;
  private final Map<String, byte[]> pictures;
  private int figures;
  private int tables;

  record SectionView(int number, String title, List<BlockView> blocks) {}

  /** Either a figure or a table; the other one is null. */
  record BlockView(
      String id, String title, String caption, String label, Picture figure, Grid table) {}

  record Picture(int width, int height, String data) {}

  record Grid(List<Head> heads, List<List<Table.Cell>> rows, boolean marksBest) {}

  record Head(String text, boolean number) {}

  record StageView(String stage, String seconds, String share, String wrote) {}

  /** {@code pictures}: the PNG file of each figure, by its id. */
  PageView(Page page, Map<String, byte[]> pictures, String css) {
    this.page = page;
    this.pictures = pictures;
    this.css = css;
    for (Section section : page.sections()) {
      List<BlockView> blocks = section.blocks().stream().map(this::block).toList();
      sections.add(new SectionView(sections.size() + 1, section.title(), blocks));
    }
    double seconds = page.stages().stream().mapToDouble(StageTime::seconds).sum();
    stages = page.stages().stream().map(stage -> stage(stage, seconds)).toList();
    total = duration(seconds);
  }

  boolean hasPlainWords() {
    return !page.plainWords().isEmpty();
  }

  boolean hasHeadlines() {
    return !page.headlines().isEmpty();
  }

  boolean hasStages() {
    return !stages.isEmpty();
  }

  boolean hasSettings() {
    return !page.settings().isEmpty();
  }

  int settingsCount() {
    return page.settings().size();
  }

  /** "0.4 s", "12 s", "3 min 20 s", "2 h 05 min". */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return "%d min %02d s".formatted(whole / 60, whole % 60);
    }
    long minutes = Math.round(seconds / 60);
    return "%d h %02d min".formatted(minutes / 60, minutes % 60);
  }

  private BlockView block(Block block) {
    Picture picture = block instanceof Figure figure ? picture(figure) : null;
    Grid grid = block instanceof Table table ? grid(table) : null;
    String label = picture != null ? "Figure " + ++figures : "Table " + ++tables;
    return new BlockView(block.id(), block.title(), block.caption(), label, picture, grid);
  }

  private Picture picture(Figure figure) {
    return new Picture(
        Math.max(1, figure.image().getWidth() / Style.DENSITY),
        Math.max(1, figure.image().getHeight() / Style.DENSITY),
        Base64.getEncoder().encodeToString(pictures.get(figure.id())));
  }

  private static Grid grid(Table table) {
    List<Head> heads =
        IntStream.range(0, table.heads().size())
            .mapToObj(column -> new Head(table.heads().get(column), table.numbers(column)))
            .toList();
    boolean marksBest = table.rows().stream().flatMap(List::stream).anyMatch(Table.Cell::best);
    return new Grid(heads, table.rows(), marksBest);
  }

  private static StageView stage(StageTime time, double total) {
    double share = total > 0 ? 100 * time.seconds() / total : 0;
    return new StageView(
        time.stage(),
        String.format(Locale.ROOT, "%,.1f", time.seconds()),
        String.format(Locale.ROOT, "%.1f", share),
        time.wrote());
  }
}
