package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrokeDigitsTest {
  private static final int TRAIN = 2000;
  private static final int TEST = 500;
  private final StrokeDigits digits = digits(7);

  private static StrokeDigits digits(long seed) {
    return new StrokeDigits(seed, new ValidationSplit(TRAIN, TEST, 100, seed));
  }

  @Test
  void imagesComeInOrderOfIdAndAsAskedForOneByOne() {
    long[] counts = new long[3];
    Iterator<LabelledImage> images = digits.images();
    for (int id = 0; id < TRAIN + TEST; id++) {
      LabelledImage image = images.next();
      LabelledImage alone = digits.image(id);
      assertEquals(id, image.id());
      assertEquals(alone.label(), image.label());
      assertEquals(id >= TRAIN, image.split() == Split.TEST);
      assertArrayEquals(alone.pixels(), image.pixels());
      counts[image.split().ordinal()]++;
    }
    assertFalse(images.hasNext());
    for (Split split : Split.values()) {
      assertEquals(digits.count(split), counts[split.ordinal()]);
    }
    assertEquals(100, digits.count(Split.VALIDATION));
  }

  @Test
  void everyTenIdsHoldEachDigitOnce() {
    for (int id = 0; id < TRAIN; id += 10) {
      Set<Integer> labels = new HashSet<>();
      for (int i = id; i < id + 10; i++) {
        labels.add(digits.image(i).label());
      }
      assertEquals(10, labels.size());
    }
  }

  /** The number was printed by this program: it guards against a change of the data by accident. */
  @Test
  void bytesDoNotChangeBetweenVersions() {
    CRC32 sum = new CRC32();
    for (int id = 0; id < 100; id++) {
      sum.update(digits.image(id).pixels());
    }
    assertEquals(731560425L, sum.getValue());
  }

  @Test
  void seedAndIdChangeTheImage() {
    Set<Integer> seen = new HashSet<>();
    for (int id = 0; id < 500; id++) {
      seen.add(Arrays.hashCode(digits.image(id).pixels()));
      seen.add(Arrays.hashCode(digits(8).image(id).pixels()));
    }
    assertEquals(1000, seen.size());
  }

  @Test
  void inkIsBrightCentredAndWithinTheImage() {
    for (int id = 0; id < TRAIN; id++) {
      byte[] pixels = digits.image(id).pixels();
      double mass = 0;
      double inner = 0;
      double x = 0;
      double y = 0;
      int brightest = 0;
      for (int i = 0; i < 784; i++) {
        int value = pixels[i] & 0xff;
        mass += value;
        x += value * (i % 28);
        y += value * (i / 28);
        brightest = Math.max(brightest, value);
        inner += isInner(i % 28) && isInner(i / 28) ? value : 0;
        assertTrue(value == 0 || i % 28 % 27 > 0 && i / 28 % 27 > 0, "ink on the rim of " + id);
      }
      assertTrue(inner / mass > .85, "ink outside of the middle: " + id);
      assertTrue(brightest > 180, "faint: " + id);
      assertTrue(mass / 255 / 784 > .02 && mass / 255 / 784 < .3, "ink of " + id);
      assertEquals(13.5, x / mass, 3, "off centre: " + id);
      assertEquals(13.5, y / mass, 3, "off centre: " + id);
    }
  }

  /** On real MNIST the nearest of the ten mean images is the right one for 82 % of the images. */
  @Test
  void digitsOfAClassLookAlikeButNotTooMuch() {
    float[][] means = new float[10][784];
    for (int id = 0; id < TRAIN; id++) {
      LabelledImage image = digits.image(id);
      for (int i = 0; i < 784; i++) {
        means[image.label()][i] += (image.pixels()[i] & 0xff) / (TRAIN / 10f);
      }
    }
    int right = 0;
    for (int id = TRAIN; id < TRAIN + TEST; id++) {
      LabelledImage image = digits.image(id);
      right += nearest(means, image.pixels()) == image.label() ? 1 : 0;
    }
    double share = (double) right / TEST;
    assertTrue(share > .7 && share < .98, "share " + share);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, TRAIN + TEST})
  void idOutOfRangeIsRefused(long id) {
    assertThrows(IllegalArgumentException.class, () -> digits.image(id));
  }

  @Test
  void drawsTheSameAfterSerialization() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(digits);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      StrokeDigits copy = (StrokeDigits) in.readObject();
      assertArrayEquals(digits.image(3).pixels(), copy.image(3).pixels());
      assertEquals(digits.image(3).split(), copy.image(3).split());
    }
  }

  private static boolean isInner(int coordinate) {
    return coordinate >= 3 && coordinate < 25;
  }

  private static int nearest(float[][] means, byte[] pixels) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int label = 0; label < means.length; label++) {
      double sum = 0;
      for (int i = 0; i < pixels.length; i++) {
        double difference = means[label][i] - (pixels[i] & 0xff);
        sum += difference * difference;
      }
      if (sum < least) {
        least = sum;
        best = label;
      }
    }
    return best;
  }
}
