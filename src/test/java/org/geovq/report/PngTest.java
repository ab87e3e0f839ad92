package org.geovq.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
  @Test
  void everyPixelSurvivesAndTheStreamStaysOpen() throws IOException {
    BufferedImage image = Style.paper(3, 2);
    image.setRGB(0, 0, 0x123456);
    image.setRGB(2, 1, 0x808080);
    AtomicBoolean closed = new AtomicBoolean();
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    Png.write(image, out);
    assertFalse(closed.get());
    BufferedImage back = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    assertEquals(3, back.getWidth());
    assertArrayEquals(image.getRGB(0, 0, 3, 2, null, 0, 3), back.getRGB(0, 0, 3, 2, null, 0, 3));
  }
}
