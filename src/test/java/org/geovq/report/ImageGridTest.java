package org.geovq.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageGridTest {
  private static final int WHITE = 0xFFFFFF;

  @Test
  void greyLevelsAreFixedWhateverElseIsInTheGrid() throws IOException {
    float[][] images = {{0}, {0.5f}, {1}, {-3}, {7}, {0.1f}};
    BufferedImage alone = decode(new ImageGrid(1, 1, 1).scale(4).row("", pick(images, 1)));
    ImageGrid grid = new ImageGrid(1, 1, 1).scale(4).row("", images);
    BufferedImage all = decode(grid);
    // 255 * 0.5 = 127.5, rounded up; 255 * 0.1 = 25.5 in float, rounded up; clamped outside.
    int[] levels = {0, 128, 255, 0, 255, 26};
    for (int i = 0; i < levels.length; i++) {
      assertEquals(
          levels[i] * 0x010101, rgb(all, grid.layout(4).x(i), grid.layout(4).y(0)), "tile " + i);
    }
    assertEquals(0x808080, rgb(alone, grid.layout(4).x(0), grid.layout(4).y(0)));
  }

  @Test
  void everyImagePixelBecomesASquareAndTheGapsStayWhite() throws IOException {
    // Two images of 2 x 3, all twelve values different.
    float[][] images = new float[2][6];
    for (int i = 0; i < 12; i++) {
      images[i / 6][i % 6] = i * 20 / 255f;
    }
    ImageGrid grid = new ImageGrid(1, 2, 3).scale(5).row("", images);
    ImageGrid.Layout layout = grid.layout(5);
    BufferedImage picture = decode(grid);
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 15; x++) {
        int pixel = y / 5 * 3 + x / 5;
        assertEquals(
            pixel * 20 * 0x010101, rgb(picture, layout.x(0) + x, layout.y(0) + y), x + "," + y);
        assertEquals(
            (pixel + 6) * 20 * 0x010101,
            rgb(picture, layout.x(1) + x, layout.y(0) + y),
            x + "," + y);
      }
      for (int x = 15; x < 15 + ImageGrid.GAP; x++) {
        assertEquals(WHITE, rgb(picture, layout.x(0) + x, layout.y(0) + y));
      }
    }
    assertEquals(layout.x(0) + 15 + ImageGrid.GAP, layout.x(1));
    assertEquals(WHITE, rgb(picture, layout.x(0) - 1, layout.y(0)));
    assertEquals(WHITE, rgb(picture, layout.x(0), layout.y(0) - 1));
    assertEquals(WHITE, rgb(picture, layout.x(0), layout.y(0) + 10));
  }

  @Test
  void colourPlanesAreRedGreenBlue() throws IOException {
    // Planar: red plane (1, 0), green plane (0, 0.2), blue plane (0, 1).
    ImageGrid grid = new ImageGrid(3, 1, 2).scale(1).row("", new float[][] {{1, 0, 0, .2f, 0, 1}});
    BufferedImage picture = decode(grid);
    assertEquals(0xFF0000, rgb(picture, grid.layout(1).x(0), grid.layout(1).y(0)));
    assertEquals(0x0033FF, rgb(picture, grid.layout(1).x(0) + 1, grid.layout(1).y(0)));
  }

  @Test
  void notANumberIsSeen() throws IOException {
    ImageGrid grid = new ImageGrid(1, 1, 1).scale(2).row("", new float[][] {{Float.NaN}});
    assertEquals(0xFF00FF, rgb(decode(grid), grid.layout(2).x(0), grid.layout(2).y(0)));
  }

  @Test
  void sheetIsNearSquareAndReadLineByLine() throws IOException {
    float[][] images = new float[10][1];
    for (int i = 0; i < 10; i++) {
      images[i][0] = i * 10 / 255f;
    }
    ImageGrid grid = new ImageGrid(1, 1, 1).scale(3).sheet(images);
    BufferedImage picture = decode(grid);
    ImageGrid.Layout layout = grid.layout(3);
    // Ten images: 4 columns, 3 rows, two places empty.
    for (int i = 0; i < 12; i++) {
      int expected = i < 10 ? i * 10 * 0x010101 : WHITE;
      assertEquals(expected, rgb(picture, layout.x(i % 4), layout.y(i / 4)), "place " + i);
    }
    // 4 tiles of 3 with 3 gaps of 4 and margins of 20 on both sides.
    assertEquals(4 * 3 + 3 * 4 + 2 * 20, picture.getWidth());
    assertEquals(3 * 3 + 2 * 4 + 2 * 20, picture.getHeight());
  }

  @Test
  void labelsTitleAndCaptionsLieOutsideTheTiles() {
    ImageGrid bare = new ImageGrid(1, 4, 4).row("", new float[2][16]);
    ImageGrid dressed =
        new ImageGrid(1, 4, 4)
            .title("Title")
            .captions(List.of("one", "two"))
            .row("a label of many words, too many for a single line", new float[2][16]);
    ImageGrid.Layout before = bare.layout(20);
    ImageGrid.Layout after = dressed.layout(20);
    assertTrue(after.left() > before.left());
    assertTrue(after.top() > before.top());
    BufferedImage picture = dressed.scale(20).paint();
    assertTrue(ink(picture, 0, 0, picture.getWidth(), after.top()) > 50);
    assertTrue(ink(picture, 0, after.y(0), after.left(), 80) > 50);
    // The tiles are black all over: nothing was written on them.
    assertEquals(80 * 80, ink(picture, after.x(0), after.y(0), 80, 80));
  }

  @Test
  void aLabelHigherThanItsTilesMakesRoom() {
    ImageGrid grid =
        new ImageGrid(1, 1, 1)
            .row("a label of many words, too many for a single line", new float[1][1])
            .row("below", new float[1][1]);
    assertTrue(grid.layout(1).cellHeight() >= 2 * 12 * Style.DENSITY);
    assertTrue(grid.layout(1).y(1) - grid.layout(1).y(0) > 2 * 12 * Style.DENSITY);
  }

  @Test
  void automaticScaleFitsThePage() {
    assertEquals(2060, new ImageGrid(1, 28, 28).sheet(new float[512][784]).paint().getWidth());
    // 8 columns of 28 pixels, scale 4 by the limit on tiles: 8 * 112 + 7 * 4 + 2 * 20.
    assertEquals(964, new ImageGrid(1, 28, 28).sheet(new float[64][784]).paint().getWidth());
    // Larger than a page even at scale 1: stays faithful and grows.
    assertEquals(2240, new ImageGrid(1, 1, 2200).row("", new float[1][2200]).paint().getWidth());
  }

  @Test
  void wrongShapesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ImageGrid(2, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new ImageGrid(1, 0, 1));
    ImageGrid grid = new ImageGrid(1, 2, 2);
    assertThrows(IllegalArgumentException.class, () -> grid.scale(0));
    assertThrows(IllegalArgumentException.class, grid::paint);
    Exception e = assertThrows(IllegalArgumentException.class, () -> grid.row("", new float[1][3]));
    assertEquals("image: 4 values expected, not 3", e.getMessage());
    grid.row("", new float[1][4]).captions(List.of("a", "b"));
    assertThrows(IllegalArgumentException.class, grid::paint);
  }

  private static float[][] pick(float[][] images, int index) {
    return new float[][] {images[index]};
  }

  private static BufferedImage decode(ImageGrid grid) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Png.encode(grid.paint())));
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xFFFFFF;
  }

  /** How many pixels of a rectangle are not white. */
  private static int ink(BufferedImage image, int x, int y, int width, int height) {
    int count = 0;
    for (int row = y; row < y + height; row++) {
      for (int column = x; column < x + width; column++) {
        count += rgb(image, column, row) == WHITE ? 0 : 1;
      }
    }
    return count;
  }
}
