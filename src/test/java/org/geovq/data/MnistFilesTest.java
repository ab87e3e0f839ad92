package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads the real MNIST from {@code $GEOVQ_DATA/mnist}; skipped where that variable is not set. */
class MnistFilesTest {
  private static final long[] TRAIN_LABELS = {
    5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949
  };
  private static final long[] TEST_LABELS = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};

  private Path directory;

  @BeforeEach
  void findTheFiles() {
    String data = System.getenv("GEOVQ_DATA");
    Assumptions.assumeTrue(data != null, "GEOVQ_DATA is not set");
    directory = Path.of(data, "mnist");
  }

  @Test
  void trainingImagesAreTheOriginalFile() throws IOException, NoSuchAlgorithmException {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    Path file = directory.resolve("train-images-idx3-ubyte.gz");
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), md5)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    assertEquals("f68b3c2dcbeaaa9fbdd348bbdeb94873", HexFormat.of().formatHex(md5.digest()));
  }

  /**
   * The histograms are those of gzip -dc FILE | tail -c +9 | od -An -v -tu1 -w1 | sort | uniq -c.
   */
  @Test
  void countsLabelsAndPixelsAreThoseOfMnist() {
    IdxSource source = new IdxSource(new LocalFiles(directory.toString()), 5000, 1);
    try (ImageStream images = source.images()) {
      long[] train = new long[10];
      long[] test = new long[10];
      long validation = 0;
      long id = 0;
      long trainingInk = 0;
      for (; images.hasNext(); id++) {
        LabelledImage image = images.next();
        assertEquals(id, image.id());
        assertEquals(id >= 60_000, image.split() == Split.TEST);
        (image.split() == Split.TEST ? test : train)[image.label()]++;
        validation += image.split() == Split.VALIDATION ? 1 : 0;
        trainingInk += image.split() == Split.TEST ? 0 : ink(image.pixels());
      }
      assertEquals(new ImageShape(28, 28, 1), source.shape());
      assertEquals(70_000, id);
      assertEquals(5000, validation);
      assertEquals(55_000, source.count(Split.TRAIN));
      assertArrayEquals(TRAIN_LABELS, train);
      assertArrayEquals(TEST_LABELS, test);
      // The mean that everybody normalises MNIST by.
      assertEquals(.1307, trainingInk / 255. / 784 / 60_000, 5e-5);
    }
  }

  @Test
  void firstImageIsAFive() {
    IdxSource source = new IdxSource(new LocalFiles(directory.toString()), 0, 1);
    try (ImageStream images = source.images()) {
      assertEquals(5, images.next().label());
    }
  }

  private static long ink(byte[] pixels) {
    long sum = 0;
    for (byte pixel : pixels) {
      sum += pixel & 0xff;
    }
    return sum;
  }
}
