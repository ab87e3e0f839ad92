package org.geovq.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
  @Test
  void everyPixelSurvives() throws IOException {
    BufferedImage image = Style.paper(3, 2);
    image.setRGB(0, 0, 0x123456);
    image.setRGB(2, 1, 0x808080);
    BufferedImage back = ImageIO.read(new ByteArrayInputStream(Png.encode(image)));
    assertEquals(3, back.getWidth());
    assertArrayEquals(image.getRGB(0, 0, 3, 2, null, 0, 3), back.getRGB(0, 0, 3, 2, null, 0, 3));
  }
}
