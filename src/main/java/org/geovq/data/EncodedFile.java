package org.geovq.data;

import java.io.Serializable;
import java.util.Locale;

/**
 * Where an encoded image is stored.
 *
 * @param name relative to the folder or archive, parted by slashes
 * @param offset of its header in an archive; 0 in a folder
 * @param stored bytes that it takes, packed or not
 * @param bytes of the unpacked file, at most {@link #MAX_BYTES}
 * @param packed whether it is deflated
 * @param crc CRC-32 of the unpacked file; 0 in a folder
 */
record EncodedFile(String name, long offset, int stored, int bytes, boolean packed, int crc)
    implements Serializable {
  /** Largest file that is read. */
  static final int MAX_BYTES = 64 << 20;

  /** By the end of the name. */
  static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
  }

  /** Whether systems write such files beside what they were asked to. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.contains("/.") || name.startsWith("__MACOSX/");
  }

  /** The name after the last slash. */
  String baseName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
