package org.geovq.onnx;

import java.io.Serializable;
import org.geovq.Sha256;

/**
 * An ONNX file.
 *
 * @param key of the configuration that names it
 * @param path as the user gave it
 * @param content the whole file
 */
public record OnnxModel(String key, String path, byte[] content) implements Serializable {

  /** As a message begins: key and value. */
  String label() {
    return key + " = " + path;
  }

  /** The name without its folder. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** SHA-256 of the file, 64 hexadecimal digits. */
  public String sha256() {
    return Sha256.hex(content);
  }
}
