package org.geovq.nn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Chooses among ND4J's native libraries the fastest that the processor can run. The plain one loads
 * where nobody chooses.
 */
public final class Kernels {
  /** Read by JavaCPP when it first loads a native library. */
  public static final String PROPERTY = "org.bytedeco.javacpp.platform.extension";

  private Kernels() {}

  /**
   * Chooses, unless the property is set; must come before anything of ND4J. Returns the choice, ""
   * for the plain library.
   */
  public static String choose() {
    String chosen = System.getProperty(PROPERTY);
    if (chosen == null) {
      chosen = extension(cpuFlags(Path.of("/proc/cpuinfo")));
      System.setProperty(PROPERTY, chosen);
    }
    return chosen;
  }

  /** In words, for the log. */
  public static String describe(String extension) {
    return switch (extension) {
      case "-onednn-avx512" -> "oneDNN, AVX-512";
      case "-onednn-avx2" -> "oneDNN, AVX2";
      case "-onednn" -> "oneDNN";
      default -> "plain (no oneDNN: convolutions are slow)";
    };
  }

  /**
   * AVX-512 needs the five parts that Skylake servers brought; oneDNN itself runs anywhere from
   * SSE4.1 on.
   */
  static String extension(Set<String> flags) {
    if (flags.containsAll(Set.of("avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"))) {
      return "-onednn-avx512";
    }
    if (flags.containsAll(Set.of("avx2", "fma"))) {
      return "-onednn-avx2";
    }
    return flags.contains("sse4_1") ? "-onednn" : "";
  }

  private static Set<String> cpuFlags(Path cpuinfo) {
    try (var lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> (Set<String>) new HashSet<>(Arrays.asList(line.split("\\s+"))))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
