package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.geovq.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder();

  private Bitmap whole(String path, byte[] file) {
    return decoder.decode(path, file, (height, width) -> new Rectangle(width, height));
  }

  @AfterEach
  void close() {
    decoder.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void colourPngGivesItsPixels(int type) throws IOException {
    BufferedImage image = new BufferedImage(2, 1, type);
    image.setRGB(0, 0, 0xffff0000);
    image.setRGB(1, 0, 0xff0033ff);
    Bitmap bitmap = whole("a.png", EncodedImages.png(image));
    assertEquals(3, bitmap.channels());
    assertArrayEquals(new byte[] {-1, 0, 0, 0, 0x33, -1}, bitmap.samples());
  }

  @Test
  void pngOfSixteenBitsGivesTheUpperEight() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    WritableRaster raster = image.getRaster();
    raster.setSample(0, 0, 0, 0x12ff);
    raster.setSample(1, 0, 0, 0xff00);
    raster.setSample(2, 0, 0, 0x00ff);
    Bitmap bitmap = whole("a.png", EncodedImages.png(image));
    assertEquals(1, bitmap.channels());
    assertArrayEquals(new byte[] {0x12, -1, 0}, bitmap.samples());
  }

  @Test
  void pngOfOneBitIsBlackAndWhite() throws IOException {
    byte[] levels = {0, -1};
    BufferedImage image =
        new BufferedImage(
            9,
            1,
            BufferedImage.TYPE_BYTE_BINARY,
            new IndexColorModel(1, 2, levels, levels, levels));
    image.setRGB(8, 0, 0xffffffff);
    Bitmap bitmap = whole("a.png", EncodedImages.png(image));
    byte[] expected = new byte[9 * bitmap.channels()];
    Arrays.fill(expected, 8 * bitmap.channels(), expected.length, (byte) 255);
    assertArrayEquals(expected, bitmap.samples());
  }

  /** Even grey survives any JPEG. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void greyJpegHasOneChannel(boolean progressive) throws IOException {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_BYTE_GRAY);
    byte[] grey = new byte[200];
    Arrays.fill(grey, (byte) 130);
    image.getRaster().setDataElements(0, 0, 20, 10, grey);
    Bitmap bitmap = whole("a.jpg", EncodedImages.jpeg(image, progressive));
    assertEquals(new Bitmap(10, 20, 1, bitmap.samples()), bitmap);
    assertArrayEquals(grey, bitmap.samples());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void colourJpegIsNearItsPixels(boolean progressive) throws IOException {
    Bitmap bitmap = whole("a.jpg", EncodedImages.jpeg(EncodedImages.ramp(40, 30), progressive));
    assertEquals(30, bitmap.height());
    assertEquals(40, bitmap.width());
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        int at = 3 * (40 * y + x);
        assertEquals(6 * x, bitmap.samples()[at] & 0xff, 16);
        assertEquals(8 * y, bitmap.samples()[at + 1] & 0xff, 16);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPartIsThatOfTheWhole(boolean png) throws IOException {
    byte[] file =
        png
            ? EncodedImages.png(EncodedImages.ramp(40, 30))
            : EncodedImages.jpeg(EncodedImages.ramp(40, 30), false);
    Bitmap all = whole("a.jpg", file);
    Bitmap part = decoder.decode("a.jpg", file, (height, width) -> new Rectangle(7, 5, 20, 10));
    assertEquals(new Bitmap(10, 20, 3, part.samples()), part);
    for (int y = 0; y < 10; y++) {
      int from = 3 * (40 * (5 + y) + 7);
      assertArrayEquals(
          Arrays.copyOfRange(all.samples(), from, from + 60),
          Arrays.copyOfRange(part.samples(), 60 * y, 60 * y + 60));
    }
  }

  /** The JDK would take three channels without such a segment to be red, green and blue. */
  @Test
  void jpegWithoutJfifSegmentIsStillLumaAndChroma() throws IOException {
    byte[] jpeg = EncodedImages.jpeg(EncodedImages.ramp(40, 30), false);
    assertEquals("JFIF", new String(jpeg, 6, 4, java.nio.charset.StandardCharsets.US_ASCII));
    byte[] bare = new byte[jpeg.length - 18];
    System.arraycopy(jpeg, 0, bare, 0, 2);
    System.arraycopy(jpeg, 20, bare, 2, bare.length - 2);
    assertArrayEquals(whole("a.jpg", jpeg).samples(), whole("a.jpg", bare).samples());
  }

  @Test
  void whatIsNoImageIsRefused() {
    assertRefused(
        "x/a.jpg: expected a JPEG or PNG image",
        "<html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertRefused("x/a.jpg: expected a JPEG or PNG image", new byte[0]);
  }

  /** Wherever it is cut, there is a sentence and no half image. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void jpegThatIsCutOffIsRefusedWhereverItIsCut(boolean progressive) throws IOException {
    byte[] jpeg = EncodedImages.jpeg(EncodedImages.ramp(40, 30), progressive);
    for (int length = 3; length < jpeg.length; length += 7) {
      assertSentence(Arrays.copyOf(jpeg, length));
    }
  }

  /** A file that lost its middle still has its end marker. */
  @Test
  void jpegThatEndsEarlyIsRefused() throws IOException {
    byte[] jpeg = EncodedImages.jpeg(EncodedImages.ramp(400, 300), false);
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length / 2);
    cut[cut.length - 2] = (byte) 0xff;
    cut[cut.length - 1] = (byte) 0xd9;
    assertSentence(cut);
  }

  @Test
  void pngThatIsCutOffIsRefusedWhereverItIsCut() throws IOException {
    byte[] png = EncodedImages.png(EncodedImages.ramp(40, 30));
    for (int length = 8; length < png.length; length += 7) {
      assertSentence(Arrays.copyOf(png, length));
    }
  }

  @Test
  void pngWithAFlippedBitIsRefused() throws IOException {
    byte[] png = EncodedImages.png(EncodedImages.ramp(40, 30));
    png[png.length / 2] ^= 4;
    assertRefused("x/a.jpg: the image is damaged (a checksum)", png);
  }

  /** Its pixels would take 16 GB. */
  @Test
  void pngOfHugeSizeIsRefusedBeforeItsPixelsAreAllocated() throws IOException {
    byte[] png = EncodedImages.png(EncodedImages.ramp(4, 4));
    ByteBuffer.wrap(png).putInt(16, 65_500).putInt(20, 65_500);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    assertRefused(
        "x/a.jpg: the image announces 65500 x 65500 pixels: expected 1 to 33,554,432 in all", png);
  }

  @Test
  void jpegOfHugeSizeIsRefusedBeforeItsPixelsAreAllocated() throws IOException {
    byte[] jpeg = EncodedImages.jpeg(EncodedImages.ramp(8, 8), false);
    int frame = frame(jpeg);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 65_500).putShort(frame + 7, (short) 65_500);
    assertRefused(
        "x/a.jpg: the image announces 65500 x 65500 pixels: expected 1 to 33,554,432 in all", jpeg);
  }

  @Test
  void jpegInCmykIsRefused() throws IOException {
    byte[] jpeg = EncodedImages.jpeg(EncodedImages.ramp(8, 8), false);
    jpeg[frame(jpeg) + 9] = 4;
    assertRefused(
        "x/a.jpg: a JPEG of 4 colour components (CMYK) is not read: expected grey or red, green and"
            + " blue",
        jpeg);
  }

  @Test
  void jpegWithThousandsOfScansIsRefused() throws IOException {
    byte[] jpeg = EncodedImages.jpeg(EncodedImages.ramp(8, 8), true);
    int scan = lastIndexOf(jpeg, 0xda);
    byte[] last = Arrays.copyOfRange(jpeg, scan, jpeg.length - 2);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(jpeg, 0, scan);
    for (int i = 0; i < 1000; i++) {
      many.writeBytes(last);
    }
    many.write(0xff);
    many.write(0xd9);
    assertRefused("x/a.jpg: the image has more than 100 scans", many.toByteArray());
  }

  @Test
  void readerGoesOnAfterADamagedImage() throws IOException {
    byte[] jpeg = EncodedImages.jpeg(EncodedImages.ramp(40, 30), false);
    byte[] expected = whole("a.jpg", jpeg).samples();
    assertSentence(Arrays.copyOf(jpeg, jpeg.length / 2));
    jpegThatEndsEarlyIsRefused();
    assertArrayEquals(expected, whole("a.jpg", jpeg).samples());
  }

  private static int frame(byte[] jpeg) {
    for (int i = 2; i < jpeg.length; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        return i;
      }
    }
    throw new AssertionError();
  }

  private static int lastIndexOf(byte[] jpeg, int marker) {
    for (int i = jpeg.length - 2; i >= 0; i--) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == marker) {
        return i;
      }
    }
    throw new AssertionError();
  }

  private void assertRefused(String message, byte[] file) {
    UserError error = assertThrows(UserError.class, () -> whole("x/a.jpg", file));
    assertEquals(message, error.getMessage());
  }

  private void assertSentence(byte[] file) {
    UserError error = assertThrows(UserError.class, () -> whole("x/a.jpg", file));
    assertTrue(error.getMessage().startsWith("x/a.jpg: the image is "), error.getMessage());
  }
}
