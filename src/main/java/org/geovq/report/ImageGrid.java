package org.geovq.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of small images of one size, with a label at the left of each row and captions over the
 * columns: reconstructions under their originals, a sheet of samples, a decoded codebook.
 *
 * <p>Images are {@code float[channels * height * width]}, planar ({@code [channels, height,
 * width]}), 1 (grey) or 3 (red, green, blue) channels. The range is fixed: 0 is black and 1 is
 * white in every figure, values outside are clamped, nothing is ever stretched to the data. A value
 * that is not a number is painted magenta, so that it is seen. Every image pixel becomes a square
 * of equal pixels.
 */
public final class ImageGrid {
  static final int GAP = 2 * Style.DENSITY;
  private static final int MARGIN = 10 * Style.DENSITY;
  private static final int PADDING = 8 * Style.DENSITY;
  private static final int LABEL_WIDTH = 170 * Style.DENSITY;

  /** Automatic scale: tiles up to 64, all columns together up to 1050 page pixels. */
  private static final int TILE_LIMIT = 64 * Style.DENSITY;

  private static final int WIDTH_LIMIT = 1050 * Style.DENSITY;
  private static final int NOT_A_NUMBER = 0xFF00FF;
  private static final Font TITLE = Style.font(Font.BOLD, 15 * Style.DENSITY);
  private static final Font TEXT = Style.font(Font.PLAIN, 12 * Style.DENSITY);

  private final int channels;
  private final int height;
  private final int width;
  private final List<Row> rows = new ArrayList<>();
  private List<String> captions = List.of();
  private String title = "";
  private int scale;

  private record Row(List<String> label, float[][] images) {}

  /** Where things lie, in pixels of the painted image. */
  record Layout(
      int left,
      int top,
      int cellWidth,
      int cellHeight,
      int tileWidth,
      int tileHeight,
      int width,
      int height) {

    /** The first pixel column of the tiles in a column. */
    int x(int column) {
      return left + column * (cellWidth + GAP) + (cellWidth - tileWidth) / 2;
    }

    /** The first pixel row of the tiles in a row. */
    int y(int row) {
      return top + row * (cellHeight + GAP) + (cellHeight - tileHeight) / 2;
    }
  }

  /**
   * An empty grid.
   *
   * @throws IllegalArgumentException unless there are 1 or 3 channels and the size is positive
   */
  public ImageGrid(int channels, int height, int width) {
    check(channels == 1 || channels == 3, "channels: 1 or 3, not " + channels);
    check(height > 0 && width > 0, "image size: positive, not " + height + " x " + width);
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  /** Sets the title over the grid; empty, the default, for none. */
  public ImageGrid title(String text) {
    title = text;
    return this;
  }

  /** Sets the captions over the first columns. */
  public ImageGrid captions(List<String> texts) {
    captions = List.copyOf(texts);
    return this;
  }

  /**
   * Sets the side of the square that an image pixel becomes; by default as large as fits a page.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  ImageGrid scale(int pixels) {
    check(pixels > 0, "scale: at least 1, not " + pixels);
    scale = pixels;
    return this;
  }

  /**
   * Adds a row.
   *
   * @param label what the row shows, wrapped where it is long; empty for none
   * @param images {@code [images][channels * height * width]}
   * @throws IllegalArgumentException if an image has another length
   */
  public ImageGrid row(String label, float[][] images) {
    for (float[] image : images) {
      check(
          image.length == channels * height * width,
          "image: %d values expected, not %d".formatted(channels * height * width, image.length));
    }
    rows.add(new Row(wrap(label), images));
    return this;
  }

  /** Adds unlabelled rows that make a near-square sheet, read line by line. */
  public ImageGrid sheet(float[][] images) {
    int columns = (int) Math.ceil(Math.sqrt(images.length));
    for (int from = 0; from < images.length; from += columns) {
      row("", Arrays.copyOfRange(images, from, Math.min(from + columns, images.length)));
    }
    return this;
  }

  /**
   * Paints the grid.
   *
   * @throws IllegalArgumentException if there is no image, or more captions than columns
   */
  public BufferedImage paint() {
    int columns = columns();
    check(columns > 0, "a grid needs at least one image");
    check(captions.size() <= columns, "captions: at most one per column");
    int side = scale > 0 ? scale : fittingScale(columns);
    Layout layout = layout(side);
    BufferedImage picture = Style.paper(layout.width, layout.height);
    paintTexts(picture, layout);
    for (int r = 0; r < rows.size(); r++) {
      float[][] images = rows.get(r).images;
      for (int c = 0; c < images.length; c++) {
        paintTile(picture, layout.x(c), layout.y(r), images[c], side);
      }
    }
    return picture;
  }

  Layout layout(int side) {
    int columns = columns();
    int tileWidth = width * side;
    int tileHeight = height * side;
    int cellWidth = Math.max(tileWidth, widest(captions));
    int labelWidth = 0;
    int cellHeight = tileHeight;
    for (Row row : rows) {
      labelWidth = Math.max(labelWidth, widest(row.label));
      cellHeight = Math.max(cellHeight, row.label.size() * Style.lineHeight(TEXT));
    }
    int left = MARGIN + (labelWidth > 0 ? labelWidth + PADDING : 0);
    int top = MARGIN + titleHeight() + (captions.isEmpty() ? 0 : Style.lineHeight(TEXT) + GAP);
    int right = left + columns * (cellWidth + GAP) - GAP;
    int bottom = top + rows.size() * (cellHeight + GAP) - GAP;
    int titleRight = MARGIN + Style.width(TITLE, title);
    return new Layout(
        left,
        top,
        cellWidth,
        cellHeight,
        tileWidth,
        tileHeight,
        Math.max(right, titleRight) + MARGIN,
        bottom + MARGIN);
  }

  private int titleHeight() {
    return title.isEmpty() ? 0 : Style.lineHeight(TITLE) + PADDING;
  }

  private int fittingScale(int columns) {
    int byTile = TILE_LIMIT / Math.max(width, height);
    return Math.max(1, Math.min(byTile, WIDTH_LIMIT / (columns * width)));
  }

  private int columns() {
    return rows.stream().mapToInt(row -> row.images.length).max().orElse(0);
  }

  private void paintTexts(BufferedImage picture, Layout layout) {
    Graphics2D pen = Style.pen(picture);
    pen.setColor(Style.INK);
    pen.setFont(TITLE);
    pen.drawString(title, MARGIN, MARGIN + Style.ascent(TITLE));
    pen.setFont(TEXT);
    int captionLine = layout.top - Style.lineHeight(TEXT) - GAP + Style.ascent(TEXT);
    for (int c = 0; c < captions.size(); c++) {
      int middle = layout.x(c) + layout.tileWidth / 2;
      pen.drawString(captions.get(c), middle - Style.width(TEXT, captions.get(c)) / 2, captionLine);
    }
    for (int r = 0; r < rows.size(); r++) {
      paintLabel(pen, rows.get(r).label, layout, layout.y(r) + layout.tileHeight / 2);
    }
    pen.dispose();
  }

  private static void paintLabel(Graphics2D pen, List<String> lines, Layout layout, int middle) {
    int y = middle - lines.size() * Style.lineHeight(TEXT) / 2 + Style.ascent(TEXT);
    for (String line : lines) {
      pen.drawString(line, layout.left - PADDING - Style.width(TEXT, line), y);
      y += Style.lineHeight(TEXT);
    }
  }

  private void paintTile(BufferedImage picture, int x, int y, float[] image, int side) {
    int tileWidth = width * side;
    int[] line = new int[tileWidth];
    for (int h = 0; h < height; h++) {
      for (int w = 0; w < width; w++) {
        Arrays.fill(line, w * side, (w + 1) * side, colour(image, h * width + w));
      }
      // A scan line of zero offset from itself: the same line, side times.
      picture.setRGB(x, y + h * side, tileWidth, side, line, 0, 0);
    }
  }

  private int colour(float[] image, int pixel) {
    int plane = height * width;
    float red = image[pixel];
    float green = channels == 1 ? red : image[plane + pixel];
    float blue = channels == 1 ? red : image[2 * plane + pixel];
    if (Float.isNaN(red + green + blue)) {
      return NOT_A_NUMBER;
    }
    return level(red) << 16 | level(green) << 8 | level(blue);
  }

  private static int level(float value) {
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  }

  private static int widest(List<String> texts) {
    return texts.stream().mapToInt(text -> Style.width(TEXT, text)).max().orElse(0);
  }

  private static List<String> wrap(String label) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : label.split(" ")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && Style.width(TEXT, longer) > LABEL_WIDTH) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
