package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.geovq.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/** Broken IDX files, plain and gzipped, beside whole ones. */
class IdxFuzzTest {
  private static final byte[] IMAGES = MemoryFiles.images(0, 5, 3, 2);
  private static final byte[] LABELS = MemoryFiles.labels(0, 5);

  /** One image of 4096 x 4096, the largest that a header may announce, is 16 MiB. */
  private static final long MEMORY = 64 << 20;

  @Test
  void plainImages() {
    new Fuzz("IDX images", List.of(IMAGES)).memory(MEMORY).run(file -> images(file, false));
  }

  @Test
  void plainLabels() {
    new Fuzz("IDX labels", List.of(LABELS)).memory(MEMORY).run(this::labels);
  }

  @Test
  void gzippedImages() {
    new Fuzz("IDX images gzipped", List.of(MemoryFiles.gzip(IMAGES)))
        .memory(MEMORY)
        .run(this::packed);
  }

  /** The header and pixels are broken, and the checksum is right. */
  @Test
  void imagesThatAreGzippedAfterwards() {
    new Fuzz("IDX images broken, then gzipped", List.of(IMAGES))
        .memory(MEMORY)
        .run(file -> images(file, true));
  }

  /** What is taken has to be what the file says, byte for byte. */
  private void images(byte[] file, boolean gzip) {
    MemoryFiles files = MemoryFiles.small();
    files.put("train-images-idx3-ubyte", file, gzip);
    try {
      List<LabelledImage> images = readAll(new IdxSource(files, 0, 1));
      ByteBuffer header = ByteBuffer.wrap(file);
      assertEquals(5, header.getInt(4));
      int size = header.getInt(8) * header.getInt(12);
      assertEquals(file.length, 16 + 5 * size);
      for (int i = 0; i < 5; i++) {
        int from = 16 + i * size;
        assertArrayEquals(Arrays.copyOfRange(file, from, from + size), images.get(i).pixels());
      }
    } finally {
      assertEquals(0, files.open, "files left open");
    }
  }

  /** A checksum is known at the end of its file. */
  private static List<LabelledImage> readAll(IdxSource source) {
    List<LabelledImage> images = new ArrayList<>();
    source.images().forEachRemaining(images::add);
    return images;
  }

  private void labels(byte[] file) {
    MemoryFiles files = MemoryFiles.small();
    files.put("train-labels-idx1-ubyte", file, false);
    List<LabelledImage> images = readAll(new IdxSource(files, 0, 1));
    for (int i = 0; i < 5; i++) {
      assertEquals(file[8 + i] & 0xff, images.get(i).label());
    }
    assertEquals(13, file.length);
  }

  /** A gzip file's checksum is 32 bits: what passes it is what was packed. */
  private void packed(byte[] file) {
    MemoryFiles files = MemoryFiles.small();
    files.files.put("train-images-idx3-ubyte.gz", file);
    List<LabelledImage> images = readAll(new IdxSource(files, 0, 1));
    for (int i = 0; i < 5; i++) {
      int from = 16 + 6 * i;
      assertArrayEquals(Arrays.copyOfRange(IMAGES, from, from + 6), images.get(i).pixels());
    }
  }
}
