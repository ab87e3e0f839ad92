package org.geovq.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as PNG files. */
public final class Png {
  private Png() {}

  /**
   * Writes an image as PNG; the stream stays open.
   *
   * @throws IOException if the stream cannot be written
   */
  public static void write(BufferedImage image, OutputStream out) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    // In memory, because ImageIO.write would go through a file in the temporary directory.
    try (MemoryCacheImageOutputStream cache = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(cache);
      writer.write(image);
    } finally {
      writer.dispose();
    }
  }

  static byte[] encode(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(image, bytes);
    return bytes.toByteArray();
  }
}
