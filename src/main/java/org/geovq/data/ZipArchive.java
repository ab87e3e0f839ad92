package org.geovq.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.geovq.UserError;

/**
 * Images in a zip archive, read where they lie: nothing is extracted to a disk. Format: PKWARE,
 * APPNOTE.TXT, sections 4.3 and 4.5.3 (zip64).
 *
 * @param files the data set's directory
 * @param name of the archive in it
 */
record ZipArchive(FileOpener files, String name) implements EncodedFiles {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int BUFFER = 1 << 16;

  /** A gap up to this size is read over; a larger one is worth a new request. */
  private static final int LONGEST_SKIP = 1 << 20;

  @Override
  public String path() {
    return files.directory() + "/" + name;
  }

  @Override
  public List<EncodedFile> list() throws IOException {
    return new ZipDirectory(this).read();
  }

  @Override
  public List<StoredFile> stored(List<EncodedFile> images) {
    return List.of(files.stored(name));
  }

  /** A sentence about the archive. */
  UserError wrong(String format, Object... arguments) {
    return new UserError("%s: %s", path(), Printable.of(String.format(format, arguments)));
  }

  @Override
  public Reader open() {
    return new EntryReader();
  }

  private final class EntryReader implements Reader {
    private InputStream in;
    private long position;

    @Override
    public byte[] read(EncodedFile file) throws IOException {
      try {
        seek(file.offset());
        ByteBuffer header = ByteBuffer.wrap(bytes(LOCAL_HEADER_BYTES));
        header.order(ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(0) != LOCAL_HEADER) {
          throw wrong(
              "%s has no header where the archive's directory has it: the archive is damaged",
              file.name());
        }
        skip((header.getShort(26) & 0xffff) + (header.getShort(28) & 0xffff));
        byte[] content = bytes(file.stored());
        return checked(file, file.packed() ? unpacked(file, content) : content);
      } catch (EOFException e) {
        throw wrong("%s is cut off: the archive is damaged", file.name());
      }
    }

    private void seek(long offset) throws IOException {
      if (in == null || offset < position || offset - position > LONGEST_SKIP) {
        close();
        in = new BufferedInputStream(files.open(name, offset), BUFFER);
        position = offset;
      }
      skip(offset - position);
    }

    private void skip(long bytes) throws IOException {
      in.skipNBytes(bytes);
      position += bytes;
    }

    private byte[] bytes(int n) throws IOException {
      byte[] bytes = in.readNBytes(n);
      if (bytes.length < n) {
        throw new EOFException();
      }
      position += n;
      return bytes;
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
        in = null;
      }
    }
  }

  private byte[] unpacked(EncodedFile file, byte[] packed) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      byte[] content = new byte[file.bytes()];
      int length = 0;
      while (length < content.length && !stuck(inflater)) {
        length += inflater.inflate(content, length, content.length - length);
      }
      if (length < content.length || inflater.inflate(new byte[1]) > 0) {
        throw damaged(file, "does not unpack to " + file.bytes() + " bytes");
      }
      return content;
    } catch (DataFormatException e) {
      throw damaged(file, "does not unpack");
    } finally {
      inflater.end();
    }
  }

  private static boolean stuck(Inflater inflater) {
    return inflater.finished() || inflater.needsInput() || inflater.needsDictionary();
  }

  private byte[] checked(EncodedFile file, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    if ((int) crc.getValue() != file.crc()) {
      throw damaged(file, "does not have its checksum");
    }
    return content;
  }

  /** Others may be whole. */
  private UnfitImage damaged(EncodedFile file, String what) {
    return new UnfitImage(
        "%s: %s %s: the archive is damaged", path(), Printable.of(file.name()), what);
  }
}
