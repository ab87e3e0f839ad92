package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.geovq.data.LabelledImage;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All stages on the first images of the real MNIST in {@code $GEOVQ_DATA/mnist}; skipped where that
 * variable is not set.
 */
class MnistEndToEndTest {
  private static final int TRAINING_FILE = 600;
  private static final int TEST_FILE = 200;
  private static final int VALIDATION = 60;

  @Test
  void realImagesGoThroughAllStages(@TempDir Path data, @TempDir Path run) throws Exception {
    String root = System.getenv("GEOVQ_DATA");
    Assumptions.assumeTrue(root != null, "GEOVQ_DATA is not set");
    Path mnist = Path.of(root, "mnist");
    for (String kind : List.of("images-idx3-ubyte", "labels-idx1-ubyte")) {
      head(mnist.resolve("train-" + kind + ".gz"), TRAINING_FILE, data.resolve("train-" + kind));
      head(mnist.resolve("t10k-" + kind + ".gz"), TEST_FILE, data.resolve("t10k-" + kind));
    }
    String[] settings = {"data.set=mnist", "data.dir=" + data};
    TinyRun.run(run, settings);
    assertImages(TinyRun.context(run, settings));
    assertMetrics(run);
  }

  /** The labels are those that every description of MNIST shows first. */
  private static void assertImages(StageContext context) throws IOException {
    Manifest manifest = context.manifest(Images.DIRECTORY);
    assertEquals(TRAINING_FILE - VALIDATION, manifest.count("train"));
    assertEquals(VALIDATION, manifest.count("validation"));
    assertEquals(TEST_FILE, manifest.count("test"));
    List<LabelledImage> images =
        Images.read(context).collect().stream()
            .sorted(Comparator.comparingLong(LabelledImage::id))
            .toList();
    assertEquals(TRAINING_FILE + TEST_FILE, images.size());
    assertEquals(List.of(5, 0, 4, 1, 9), labels(images.subList(0, 5)));
    assertEquals(List.of(7, 2, 1, 0, 4), labels(images.subList(TRAINING_FILE, TRAINING_FILE + 5)));
  }

  private static List<Integer> labels(List<LabelledImage> images) {
    return images.stream().map(LabelledImage::label).toList();
  }

  private static void assertMetrics(Path run) throws IOException {
    MetricsDocument metrics = new MetricsDocument(run);
    metrics.assertKeys();
    metrics.assertReconstructionsAreThoseOfImages();
    metrics.assertCodebookIsUsed(16);
    metrics.assertPriorFiguresAgree(16);
    metrics.assertLatentsCarryRate(2);
    metrics.assertRuleIsTheBestOne();
  }

  /**
   * An IDX file of the first n elements of another: the magic number's last byte is the number of
   * dimensions; their sizes follow as big-endian ints, the number of elements first.
   */
  private static void head(Path gzipped, int n, Path file) throws IOException {
    try (DataInputStream in =
            new DataInputStream(new GZIPInputStream(Files.newInputStream(gzipped)));
        DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      int magic = in.readInt();
      in.readInt();
      out.writeInt(magic);
      out.writeInt(n);
      int size = n;
      for (int dimension = 1; dimension < (magic & 0xff); dimension++) {
        int length = in.readInt();
        out.writeInt(length);
        size *= length;
      }
      out.write(in.readNBytes(size));
    }
  }
}
