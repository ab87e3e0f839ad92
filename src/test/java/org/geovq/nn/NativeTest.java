package org.geovq.nn;

import org.junit.jupiter.api.BeforeAll;

/** Base of the tests that use ND4J: its native library is chosen before it loads. */
public abstract class NativeTest {

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }
}
