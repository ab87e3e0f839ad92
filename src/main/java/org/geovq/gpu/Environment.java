package org.geovq.gpu;

import com.sun.jna.Library;
import com.sun.jna.Native;

/**
 * The environment as native code sees it. Java has only a copy, and CUDA reads CUDA_VISIBLE_DEVICES
 * when it starts.
 */
final class Environment {
  /** The C library. */
  private interface C extends Library {
    C INSTANCE = Native.loadLibrary("c", C.class);

    int setenv(String name, String value, int overwrite);

    String getenv(String name);
  }

  private Environment() {}

  /**
   * Sets a variable for this process. Only where no other thread reads the environment yet: the C
   * library has no lock for it.
   */
  static void set(String name, String value) {
    if (C.INSTANCE.setenv(name, value, 1) != 0) {
      throw new IllegalStateException("setenv " + name);
    }
  }

  /** Its value, null where there is none. */
  static String get(String name) {
    return C.INSTANCE.getenv(name);
  }
}
