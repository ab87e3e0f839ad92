package org.geovq.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapTest {

  @Test
  void panelsShareOneScaleFromZeroToTheLargest() {
    BufferedImage picture =
        HeatMap.paint("q", "%.0f", List.of(panel(1, 2, 2, 2), panel(2, 4, 0, 0)));
    assertTrue(count(picture, HeatMap.colour(0.25)) > 2000);
    assertTrue(count(picture, HeatMap.colour(0.5)) > 8000, "three cells here, one there");
    assertTrue(count(picture, HeatMap.colour(1)) > 2000);
    assertEquals(Color.WHITE, HeatMap.colour(0));
  }

  @Test
  void aMapOfNothingButZerosIsPaper() {
    BufferedImage picture = HeatMap.paint("q", "%.0f", List.of(panel(0, 0, 0, 0)));
    assertTrue(picture.getWidth() > 200 && picture.getHeight() > 200);
  }

  @Test
  void manySmallCellsFitThePage() {
    BufferedImage picture =
        HeatMap.paint("q", "%.0f", List.of(new HeatMap.Panel("a", 64, new double[64 * 64])));
    assertTrue(picture.getWidth() < 2 * 700, "width " + picture.getWidth());
  }

  @Test
  void rowsThatAreNotWholeAreRefused() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new HeatMap.Panel("a", 2, new double[3]));
    assertEquals("heat map a: 3 values in rows of 2", e.getMessage());
  }

  private static HeatMap.Panel panel(double... values) {
    return new HeatMap.Panel("a", 2, values);
  }

  private static int count(BufferedImage image, Color colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
      }
    }
    return count;
  }
}
