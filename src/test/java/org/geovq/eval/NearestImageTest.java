package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.eval.NearestImage.Match;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class NearestImageTest {
  private static byte[] image(int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return bytes;
  }

  /** Bytes are unsigned: 255 is far from 0 and near 250. */
  @Test
  void distancesAreSquaredDifferencesOfUnsignedBytes() {
    NearestImage search = new NearestImage(new byte[][] {image(255, 0), image(3, 7)});
    search.add(10, image(0, 0));
    search.add(20, image(250, 2));
    assertArrayEquals(new Match[] {new Match(20, 25 + 4), new Match(10, 9 + 49)}, search.matches());
  }

  @Test
  void ofEquallyNearImagesTheOneWithTheSmallestIdIsTakenInAnyOrder() {
    byte[][] queries = {image(5)};
    NearestImage up = new NearestImage(queries);
    NearestImage down = new NearestImage(queries);
    up.add(-3, image(6));
    up.add(8, image(4));
    down.add(8, image(4));
    down.add(-3, image(6));
    Match[] expected = {new Match(-3, 1)};
    assertArrayEquals(expected, up.matches());
    assertArrayEquals(expected, down.matches());
    NearestImage other = new NearestImage(queries);
    other.add(-4, image(6));
    assertArrayEquals(new Match[] {new Match(-4, 1)}, up.merge(other).matches());
    assertArrayEquals(new Match[] {new Match(-4, 1)}, other.merge(down).matches());
  }

  /** 40,000 differences of 255 are beyond the range of int. */
  @Test
  void largeImagesDoNotOverflow() {
    byte[] white = new byte[40_000];
    Arrays.fill(white, (byte) 255);
    NearestImage search = new NearestImage(new byte[][] {white});
    search.add(1, new byte[40_000]);
    assertArrayEquals(new Match[] {new Match(1, 40_000L * 255 * 255)}, search.matches());
  }

  /** Images of several chunks, where most distances are given up early. */
  @Test
  void partsOfTheStreamGiveWhatTheDefinitionGives() {
    byte[][] queries = images("queries", 5);
    byte[][] stream = images("stream", 60);
    Match[] expected = new Match[5];
    for (int q = 0; q < 5; q++) {
      for (int i = 0; i < 60; i++) {
        long distance = 0;
        for (int p = 0; p < 700; p++) {
          long d = Byte.toUnsignedInt(queries[q][p]) - Byte.toUnsignedInt(stream[i][p]);
          distance += d * d;
        }
        if (expected[q] == null || distance < expected[q].squaredDistance()) {
          expected[q] = new Match(100 + i, distance);
        }
      }
    }
    NearestImage merged = new NearestImage(queries);
    for (int part = 0; part < 3; part++) {
      NearestImage search = new NearestImage(queries);
      for (int i = part; i < 60; i += 3) {
        search.add(100 + i, stream[i]);
      }
      merged.merge(search).merge(new NearestImage(queries));
    }
    assertArrayEquals(expected, merged.matches());
  }

  private static byte[][] images(String name, int count) {
    byte[][] images = new byte[count][700];
    for (int i = 0; i < count; i++) {
      SplittableRandom random = Draw.generator(1, name, i);
      for (int p = 0; p < 700; p++) {
        images[i][p] = (byte) random.nextInt(256);
      }
    }
    return images;
  }

  @Test
  void refusesOtherLengthsOtherQueriesAndAnEmptyStream() {
    NearestImage search = new NearestImage(new byte[1][4]);
    assertThrows(
        IllegalArgumentException.class, () -> new NearestImage(new byte[][] {{1}, {1, 2}}));
    assertThrows(IllegalArgumentException.class, () -> search.add(1, new byte[3]));
    assertThrows(
        IllegalArgumentException.class, () -> search.merge(new NearestImage(new byte[2][4])));
    assertThrows(IllegalStateException.class, search::matches);
  }
}
