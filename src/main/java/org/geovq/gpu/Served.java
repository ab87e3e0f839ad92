package org.geovq.gpu;

import java.util.Arrays;
import org.geovq.UserError;

/**
 * Which cards the CUDA back end runs on. It holds machine code and no intermediate one (PTX), and
 * machine code runs on cards of the same major compute capability and the same or a higher minor
 * one (CUDA C++ Programming Guide, binary compatibility).
 */
final class Served {
  /**
   * The driver that CUDA 11.6 came with; <a
   * href="https://docs.nvidia.com/cuda/archive/11.6.0/cuda-toolkit-release-notes/">release
   * notes</a>, toolkit and driver versions.
   */
  static final String DRIVER_OF_CUDA = "510.39.01";

  /**
   * The oldest driver that runs any CUDA 11; <a
   * href="https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html">minor
   * version compatibility</a>.
   */
  static final String OLDEST_DRIVER = "450.80.02";

  /** Compute capabilities, major and minor, that nd4j-cuda-11.6 1.0.0-M2.1 has code for. */
  private static final int[][] COMPILED = {
    {3, 7}, {5, 0}, {5, 2}, {6, 0}, {6, 1}, {7, 0}, {7, 5}, {8, 0}, {8, 6}
  };

  private Served() {}

  /**
   * Lets a card pass that ND4J can use.
   *
   * @throws UserError if it is too old, too new, cut into MIG instances, or its driver too old
   */
  static void require(GpuCard card) {
    if (!hasCode(card.major(), card.minor())) {
      throw new UserError(
          "%s is not served by ND4J CUDA 11.6, which has code for compute capability 3.7 to 8.x alone: use a V100, T4, A100,"
              + " A10, L4, L40 or another card up to 8.9, or set compute.device = cpu.",
          card);
    }
    if (compare(card.driver(), OLDEST_DRIVER) < 0) {
      throw new UserError(
          "%s has a driver older than %s, with which CUDA 11 does not run: install driver %s or newer, or set"
              + " compute.device = cpu.",
          card, OLDEST_DRIVER, DRIVER_OF_CUDA);
    }
    if (card.mig()) {
      throw new UserError(
          "%s is cut into MIG instances, which geovq does not tell apart: switch MIG off (nvidia-smi -i %d -mig 0), or set"
              + " compute.device = cpu.",
          card, card.index());
    }
  }

  static boolean hasCode(int major, int minor) {
    return Arrays.stream(COMPILED).anyMatch(code -> code[0] == major && code[1] <= minor);
  }

  /** Versions are compared number by number: 450.80.02 is before 450.119.03. */
  static int compare(String version, String other) {
    return Arrays.compare(numbers(version), numbers(other));
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
