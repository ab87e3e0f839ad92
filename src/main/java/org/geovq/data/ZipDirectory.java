package org.geovq.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import org.geovq.UserError;

/** Reads the central directory of a zip archive, header by header. */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int END64 = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int LOCATOR64_BYTES = 20;
  private static final int HEADER = 0x02014b50;
  private static final int HEADER_BYTES = 46;
  private static final int EXTRA64 = 1;
  private static final long IN_EXTRA = 0xffffffffL;
  private static final int LONGEST_COMMENT = 0xffff;

  /** Most files that are read from one archive. */
  private static final long MAX_FILES = 50_000_000;

  private final ZipArchive archive;
  private long size;

  ZipDirectory(ZipArchive archive) {
    this.archive = archive;
  }

  /** Where the directory lies. */
  private record Place(long entries, long bytes, long offset) {}

  /**
   * The images, sorted by name.
   *
   * @throws UserError where the archive is damaged, holds a name twice, or an image of it is
   *     encrypted, too large or packed by another method than deflate
   */
  List<EncodedFile> read() throws IOException {
    size = archive.files().size(archive.name()).orElseThrow();
    Place place = place();
    List<EncodedFile> images = new ArrayList<>();
    try (InputStream in =
        new BufferedInputStream(archive.files().open(archive.name(), place.offset()), 1 << 16)) {
      for (long i = 0; i < place.entries(); i++) {
        EncodedFile file = entry(in);
        if (file != null) {
          images.add(file);
        }
      }
    }
    images.sort(Comparator.comparing(EncodedFile::name));
    for (int i = 1; i < images.size(); i++) {
      if (images.get(i).name().equals(images.get(i - 1).name())) {
        throw archive.wrong("%s is in it twice", images.get(i).name());
      }
    }
    return images;
  }

  private Place place() throws IOException {
    int tailBytes = (int) Math.min(size, END_BYTES + LONGEST_COMMENT);
    ByteBuffer tail = bytes(size - tailBytes, tailBytes);
    for (int at = tailBytes - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END
          && at + END_BYTES + unsigned(tail.getShort(at + 20)) == tailBytes) {
        return checked(place(tail, at, size - tailBytes + at), size - tailBytes + at);
      }
    }
    throw archive.wrong("it is cut off or no zip archive, as it has no end record");
  }

  private Place place(ByteBuffer tail, int at, long position) throws IOException {
    Place place =
        new Place(
            unsigned(tail.getShort(at + 10)),
            unsigned(tail.getInt(at + 12)),
            unsigned(tail.getInt(at + 16)));
    long locator = position - LOCATOR64_BYTES;
    boolean zip64 =
        place.entries() == 0xffff || place.bytes() == IN_EXTRA || place.offset() == IN_EXTRA;
    if (!zip64 || locator < 0) {
      return place;
    }
    ByteBuffer record = bytes(locator, LOCATOR64_BYTES);
    if (record.getInt(0) != LOCATOR64) {
      return place;
    }
    long end = record.getLong(8);
    if (end < 0 || end > locator - END64_BYTES) {
      throw damaged();
    }
    ByteBuffer end64 = bytes(end, END64_BYTES);
    if (end64.getInt(0) != END64) {
      throw damaged();
    }
    return new Place(end64.getLong(32), end64.getLong(40), end64.getLong(48));
  }

  private Place checked(Place place, long end) {
    boolean inside =
        place.offset() >= 0 && place.bytes() >= 0 && place.bytes() <= end - place.offset();
    if (!inside || place.entries() < 0 || place.entries() > place.bytes() / HEADER_BYTES) {
      throw damaged();
    }
    if (place.entries() > MAX_FILES) {
      throw archive.wrong("it holds %d files: expected at most %d", place.entries(), MAX_FILES);
    }
    return place;
  }

  /** The next file; null where it is no image. */
  private EncodedFile entry(InputStream in) throws IOException {
    ByteBuffer header = bytes(in, HEADER_BYTES);
    if (header.getInt(0) != HEADER) {
      throw damaged();
    }
    ByteBuffer nameBytes = bytes(in, unsigned(header.getShort(28)));
    ByteBuffer extra = bytes(in, unsigned(header.getShort(30)));
    bytes(in, unsigned(header.getShort(32)));
    String name = new String(nameBytes.array(), StandardCharsets.UTF_8);
    requireInside(name);
    if (!EncodedFile.isImage(name) || EncodedFile.isHidden(name)) {
      return null;
    }
    requirePlain(name, unsigned(header.getShort(8)), unsigned(header.getShort(10)));
    long[] place = {
      unsigned(header.getInt(24)), unsigned(header.getInt(20)), unsigned(header.getInt(42))
    };
    readZip64(extra, place);
    return file(name, header, place);
  }

  /**
   * Names are never written to, only compared; one that leaves its folder is a sign of an attack.
   */
  private void requireInside(String name) {
    if (name.startsWith("/") || name.contains("\\") || List.of(name.split("/")).contains("..")) {
      throw archive.wrong("the name %s leaves the archive", name);
    }
  }

  private void requirePlain(String name, int flags, int method) {
    if ((flags & 1) != 0) {
      throw archive.wrong("%s is encrypted", name);
    }
    if (method != ZipEntry.STORED && method != ZipEntry.DEFLATED) {
      throw archive.wrong("%s is packed by method %d: expected stored or deflated", name, method);
    }
  }

  /**
   * Replaces what does not fit into 32 bits.
   *
   * @param place size, packed size, offset
   */
  private void readZip64(ByteBuffer extra, long[] place) {
    while (extra.remaining() >= 4) {
      int id = unsigned(extra.getShort());
      int length = unsigned(extra.getShort());
      if (length > extra.remaining()) {
        throw damaged();
      }
      ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      extra.position(extra.position() + length);
      for (int i = 0; id == EXTRA64 && i < place.length; i++) {
        if (place[i] == IN_EXTRA && field.remaining() >= Long.BYTES) {
          place[i] = field.getLong();
        }
      }
    }
  }

  private EncodedFile file(String name, ByteBuffer header, long[] place) {
    for (int i = 0; i < 2; i++) {
      if (place[i] < 1 || place[i] > EncodedFile.MAX_BYTES) {
        throw archive.wrong(
            "%s has %d bytes: expected an image of 1 to %d bytes",
            name, place[i], EncodedFile.MAX_BYTES);
      }
    }
    boolean packed = unsigned(header.getShort(10)) == ZipEntry.DEFLATED;
    if (place[2] < 0 || place[2] > size - place[1] || (!packed && place[0] != place[1])) {
      throw damaged();
    }
    return new EncodedFile(
        name, place[2], (int) place[1], (int) place[0], packed, header.getInt(16));
  }

  private ByteBuffer bytes(long from, int n) throws IOException {
    try (InputStream in = archive.files().open(archive.name(), from)) {
      return bytes(in, n);
    }
  }

  private ByteBuffer bytes(InputStream in, int n) throws IOException {
    byte[] bytes = in.readNBytes(n);
    if (bytes.length < n) {
      throw damaged();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private UserError damaged() {
    return archive.wrong("its directory is damaged: expected a zip archive");
  }

  private static int unsigned(short value) {
    return value & 0xffff;
  }

  private static long unsigned(int value) {
    return value & IN_EXTRA;
  }
}
