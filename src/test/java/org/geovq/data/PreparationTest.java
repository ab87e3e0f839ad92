package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.Rectangle;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;

class PreparationTest {
  private static final Bitmap GREY =
      new Bitmap(3, 4, 1, bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));

  @Test
  void squareStandsInTheMiddle() {
    assertArrayEquals(
        bytes(5, 6, 9, 10),
        apply(
            new Preparation(2, 2, 1),
            new Bitmap(4, 4, 1, bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))));
  }

  /** As torchvision's CenterCrop, which rounds .5 to even: one left over stays below and right. */
  @Test
  void oddRestIsRoundedToEven() {
    assertArrayEquals(bytes(1, 2, 5, 6), apply(new Preparation(2, 2, 1), GREY));
    assertArrayEquals(bytes(6), apply(new Preparation(1, 1, 1), GREY));
  }

  @Test
  void withoutACropTheShorterSideDecides() {
    assertArrayEquals(bytes(0, 1, 2, 4, 5, 6, 8, 9, 10), apply(new Preparation(0, 3, 1), GREY));
  }

  @Test
  void greyBecomesColourByRepetition() {
    Bitmap two = new Bitmap(1, 1, 1, bytes(77));
    assertArrayEquals(bytes(77, 77, 77), apply(new Preparation(1, 1, 3), two));
  }

  /** 0.299 R + 0.587 G + 0.114 B. */
  @Test
  void colourBecomesLuma() {
    assertEquals(76, luma(255, 0, 0));
    assertEquals(150, luma(0, 255, 0));
    assertEquals(29, luma(0, 0, 255));
    assertEquals(255, luma(255, 255, 255));
    assertEquals(99, luma(200, 50, 90));
  }

  private static int luma(int red, int green, int blue) {
    Bitmap image = new Bitmap(1, 1, 3, bytes(red, green, blue));
    return apply(new Preparation(1, 1, 1), image)[0] & 0xff;
  }

  @Test
  void imageSmallerThanTheCropIsRefusedByName() {
    UserError error = assertThrows(UserError.class, () -> apply(new Preparation(4, 4, 1), GREY));
    assertEquals(
        "a.png has 3 x 4 pixels (height x width): expected at least data.image.crop = 4 of each",
        error.getMessage());
  }

  private static byte[] apply(Preparation preparation, Bitmap image) {
    Rectangle square = preparation.square("a.png", image.height(), image.width());
    byte[] samples = new byte[square.width * square.width * image.channels()];
    for (int y = 0; y < square.width; y++) {
      int from = ((square.y + y) * image.width() + square.x) * image.channels();
      int length = square.width * image.channels();
      System.arraycopy(image.samples(), from, samples, y * length, length);
    }
    return preparation.coloured(new Bitmap(square.width, square.width, image.channels(), samples));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
