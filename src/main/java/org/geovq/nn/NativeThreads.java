package org.geovq.nn;

import java.util.function.Supplier;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many threads a native operation of this thread takes. A program starts with OMP_NUM_THREADS;
 * ND4J's own loops go up to SD_MAX_THREADS, which counts as that where it is not set.
 */
final class NativeThreads {
  private NativeThreads() {}

  /** Does some work with so many; afterwards there are as many as before. */
  static <T> T use(int threads, Supplier<T> work) {
    int before = Math.max(1, Nd4j.getEnvironment().maxMasterThreads());
    set(threads);
    try {
      return work.get();
    } finally {
      set(before);
    }
  }

  private static void set(int threads) {
    // OpenMP's number, which oneDNN heeds, is the calling thread's.
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }
}
