package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.geovq.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/** Broken images and archives of images beside whole ones. */
class ImageFilesFuzzTest {
  private static final String CIFAR = "cifar-10-binary.tar.gz";

  /** An image of the most pixels that are read, decoded and copied. */
  private static final long IMAGE_MEMORY = 8L * ImageDecoder.MAX_PIXELS;

  @Test
  void jpeg() throws IOException {
    List<byte[]> whole =
        List.of(
            EncodedImages.jpeg(EncodedImages.ramp(20, 15), false),
            EncodedImages.jpeg(EncodedImages.ramp(20, 15), true));
    new Fuzz("JPEG", whole, "JFIF", "Adobe", "\u00ff\u00d8").memory(IMAGE_MEMORY).run(this::decode);
  }

  @Test
  void png() throws IOException {
    new Fuzz("PNG", List.of(EncodedImages.png(EncodedImages.ramp(20, 15))), "IHDR", "IDAT", "PLTE")
        .memory(IMAGE_MEMORY)
        .run(this::decode);
  }

  /** Only so does what is broken get as far as the decoder. */
  @Test
  void pngWhoseChecksumsAreMended() throws IOException {
    new Fuzz("PNG mended", List.of(EncodedImages.png(EncodedImages.ramp(20, 15))), "tRNS", "PLTE")
        .memory(IMAGE_MEMORY)
        .run(file -> decode(mended(file)));
  }

  private void decode(byte[] file) {
    try (ImageDecoder decoder = new ImageDecoder()) {
      Bitmap image = decoder.decode("a.jpg", file, (height, width) -> new Rectangle(width, height));
      assertEquals(image.height() * image.width() * image.channels(), image.samples().length);
    }
  }

  private static byte[] mended(byte[] png) {
    ByteBuffer file = ByteBuffer.wrap(png.clone());
    int at = Long.BYTES;
    while (at + 12 <= png.length) {
      int length = file.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, length + 4);
      file.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return file.array();
  }

  @Test
  void zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of("x/a.jpg", "x/b.png", "c.txt")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.repeat(20).getBytes(StandardCharsets.UTF_8));
      }
    }
    // An entry may say that it has 64 MiB, packed or not.
    new Fuzz("ZIP", List.of(bytes.toByteArray()), "PK\1\2", "PK\3\4", "PK\5\6", "PK\6\6", "PK\6\7")
        .memory(4L * EncodedFile.MAX_BYTES)
        .run(this::unzip);
  }

  private void unzip(byte[] file) throws IOException {
    MemoryFiles files = new MemoryFiles();
    files.files.put("a.zip", file);
    ZipArchive archive = new ZipArchive(files, "a.zip");
    try (EncodedFiles.Reader reader = archive.open()) {
      for (EncodedFile entry : archive.list()) {
        assertEquals(entry.bytes(), reader.read(entry).length);
      }
    }
    assertEquals(0, files.open, "files left open");
  }

  @Test
  void cifarBatch() {
    new Fuzz("CIFAR batch", List.of(new byte[2 * CifarSource.RECORD]))
        .run(
            file -> {
              MemoryFiles files = new MemoryFiles();
              files.files.put("data_batch_1.bin", file);
              files.files.put("test_batch.bin", new byte[CifarSource.RECORD]);
              assertEquals(file.length + CifarSource.RECORD, CifarSource.RECORD * read(files));
            });
  }

  @Test
  void cifarTarThatIsGzippedAfterwards() throws IOException {
    new Fuzz("CIFAR tar broken, then gzipped", List.of(tar()), "ustar", "test_batch.bin")
        .memory(64 << 20)
        .run(file -> readArchive(MemoryFiles.gzip(file)));
  }

  @Test
  void cifarArchive() throws IOException {
    new Fuzz("CIFAR tar.gz", List.of(MemoryFiles.gzip(tar())))
        .memory(64 << 20)
        .run(this::readArchive);
  }

  private void readArchive(byte[] archive) {
    MemoryFiles files = new MemoryFiles();
    files.files.put(CIFAR, archive);
    assertTrue(read(files) >= 2);
    assertEquals(0, files.open, "files left open");
  }

  private static long read(MemoryFiles files) {
    CifarSource source = new CifarSource(files, 0, 1);
    long images = 0;
    try (ImageStream stream = source.images()) {
      for (; stream.hasNext(); images++) {
        stream.next();
      }
    }
    assertEquals(source.count(), images);
    return images;
  }

  private static byte[] tar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (String name : Arrays.asList("data_batch_1.bin", "test_batch.bin")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(CifarSource.RECORD);
        // The archive is the same whenever it is made.
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(new byte[CifarSource.RECORD]);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
