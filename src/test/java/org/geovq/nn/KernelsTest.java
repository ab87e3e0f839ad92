package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class KernelsTest extends NativeTest {

  @Test
  void theFastestLibraryThatTheProcessorRunsIsChosen() {
    Set<String> avx512 = Set.of("avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd", "avx2");
    assertEquals("-onednn-avx512", Kernels.extension(avx512));
    assertEquals("-onednn-avx2", Kernels.extension(Set.of("sse4_1", "avx2", "fma")));
    assertEquals("-onednn", Kernels.extension(Set.of("sse4_1", "avx")));
    assertEquals("", Kernels.extension(Set.of("sse2")));
  }

  @Test
  void aPartOfAvx512OrAvx2WithoutFmaIsNotEnough() {
    assertEquals("-onednn-avx2", Kernels.extension(Set.of("avx512f", "avx2", "fma", "sse4_1")));
    assertEquals("-onednn", Kernels.extension(Set.of("avx2", "sse4_1")));
  }

  @Test
  void everyChoiceHasItsOwnDescription() {
    List<String> words =
        List.of("-onednn-avx512", "-onednn-avx2", "-onednn", "").stream()
            .map(Kernels::describe)
            .toList();
    assertEquals(4, words.stream().distinct().count());
    assertTrue(words.get(3).contains("no oneDNN"));
  }

  /** A fall-back to the plain library is silent, and ten times slower. */
  @Test
  void theLibraryThatIsMappedIntoThisProcessIsTheOneWithOneDnn() throws IOException {
    Path cpu = Path.of("/proc/cpuinfo");
    assumeTrue(Files.exists(cpu) && Files.readString(cpu).contains("avx2"), "no AVX2 here");
    String chosen = Kernels.choose();
    assertTrue(chosen.startsWith("-onednn"), "chosen: '" + chosen + "'");
    Nd4j.zeros(1);
    List<String> mapped = mapped("libnd4jcpu.so");
    assertFalse(mapped.isEmpty(), "ND4J's native library is not mapped");
    for (String path : mapped) {
      assertTrue(path.contains(chosen + "/") || path.contains(chosen + ".jar"), path);
    }
  }

  private static List<String> mapped(String library) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.contains(library))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .toList();
    }
  }
}
