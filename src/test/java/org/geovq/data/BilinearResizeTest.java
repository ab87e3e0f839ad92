package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BilinearResizeTest {
  /**
   * From 4 to 2 the triangle has radius 2 and stands at 1: it weighs samples at .5, 1.5 and 2.5 by
   * 3/4, 3/4 and 1/4, which is 3, 3 and 1 sevenths. Rows are alike, so that columns change nothing.
   */
  @Test
  void halvingWeighsThreeSamplesByHand() {
    byte[] square = new byte[16];
    byte[] row = {70, (byte) 140, 35, (byte) 210};
    for (int y = 0; y < 4; y++) {
      System.arraycopy(row, 0, square, 4 * y, 4);
    }
    byte a = (3 * 70 + 3 * 140 + 35) / 7;
    byte b = (140 + 3 * 35 + 3 * 210) / 7;
    assertArrayEquals(new byte[] {a, b, a, b}, new BilinearResize(4, 2).apply(square, 1));
  }

  @Test
  void columnsAreWeighedLikeRows() {
    byte[] square = new byte[16];
    int[] column = {70, 140, 35, 210};
    for (int i = 0; i < 16; i++) {
      square[i] = (byte) column[i / 4];
    }
    assertArrayEquals(new byte[] {95, 95, 125, 125}, new BilinearResize(4, 2).apply(square, 1));
  }

  @Test
  void sameSizeChangesNothing() {
    byte[] samples = made(5, 3);
    assertSame(samples, new BilinearResize(5, 5).apply(samples, 3));
  }

  /** What stays above a byte by rounding of the weights would come out black. */
  @ParameterizedTest
  @CsvSource({"140, 32", "148, 64", "9, 31", "500, 3", "1, 4"})
  void evenGreyStaysAsItIs(int from, int to) {
    for (int grey : new int[] {0, 1, 128, 255}) {
      byte[] samples = new byte[from * from];
      java.util.Arrays.fill(samples, (byte) grey);
      for (byte sample : new BilinearResize(from, to).apply(samples, 1)) {
        assertEquals(grey, sample & 0xff);
      }
    }
  }

  /**
   * Two passes, each rounded to bytes, are off by one at most from the exact sum over both axes.
   */
  @ParameterizedTest
  @CsvSource({"140, 32, 3", "37, 16, 1", "10, 25, 1", "7, 4, 3"})
  void differsFromTheExactSumByRoundingOnly(int from, int to, int channels) {
    byte[] samples = made(from, channels);
    byte[] resized = new BilinearResize(from, to).apply(samples, channels);
    for (int y = 0; y < to; y++) {
      for (int x = 0; x < to; x++) {
        for (int c = 0; c < channels; c++) {
          double exact = exact(samples, from, to, channels, y, x, c);
          int actual = resized[(y * to + x) * channels + c] & 0xff;
          assertTrue(Math.abs(exact - actual) < 1.01, exact + " " + actual);
        }
      }
    }
  }

  private static double exact(
      byte[] samples, int from, int to, int channels, int row, int column, int channel) {
    double sum = 0;
    double weights = 0;
    for (int y = 0; y < from; y++) {
      for (int x = 0; x < from; x++) {
        double weight = triangle(y, row, from, to) * triangle(x, column, from, to);
        weights += weight;
        sum += weight * (samples[(y * from + x) * channels + channel] & 0xff);
      }
    }
    return sum / weights;
  }

  private static double triangle(int sample, int target, int from, int to) {
    double scale = (double) from / to;
    double distance = Math.abs(sample + .5 - (target + .5) * scale);
    return Math.max(0, 1 - distance / Math.max(1, scale));
  }

  /** The digests are those of Pillow 12.3's {@code Image.resize(size, BILINEAR)}. */
  @ParameterizedTest
  @CsvSource({
    "140, 32, 3, 1b382dd7b1cb41905a2a5daa01ebfc9f",
    "148, 64, 3, 781a94ccd5ea55757dc849216d557a70",
    "37, 16, 1, f4fc4b0966f88752ff93b855b9b0c8a1",
    "10, 25, 1, ae4fb39ffabe0ec895d8352c7f2d3243",
    "7, 4, 3, 4effffb3b3ff48a092befa7dc1af7db7"
  })
  void isWhatPillowGives(int from, int to, int channels, String md5)
      throws NoSuchAlgorithmException {
    byte[] resized = new BilinearResize(from, to).apply(made(from, channels), channels);
    byte[] digest = MessageDigest.getInstance("MD5").digest(resized);
    assertEquals(md5, HexFormat.of().formatHex(digest));
  }

  private static byte[] made(int side, int channels) {
    byte[] samples = new byte[side * side * channels];
    int i = 0;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int c = 0; c < channels; c++) {
          samples[i++] = (byte) ((x * x * 7 + y * y * 11 + x * y * 5 + 37 * c) ^ (x * 13 + y * 29));
        }
      }
    }
    return samples;
  }
}
