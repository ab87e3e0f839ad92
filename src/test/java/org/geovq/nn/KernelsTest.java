package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {
  private static final String SKYLAKE =
      "fpu sse4_1 fma avx avx2 avx512f avx512dq avx512bw avx512vl avx512cd";

  private static String extension(String flags) {
    return Kernels.extension(Set.copyOf(Arrays.asList(flags.split(" "))));
  }

  @ParameterizedTest
  @CsvSource({
    SKYLAKE + ",-onednn-avx512",
    "fpu sse4_1 avx avx2 fma,-onednn-avx2",
    "fpu sse4_1 avx avx2,-onednn",
    "fpu sse4_1 avx fma,-onednn",
    "fpu sse4_1,-onednn",
    "fpu sse2,''"
  })
  void theFastestLibraryThatTheProcessorRunsIsChosen(String flags, String expected) {
    assertEquals(expected, extension(flags));
  }

  @ParameterizedTest
  @ValueSource(strings = {"avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"})
  void avx512NeedsAllItsParts(String missing) {
    Set<String> flags = new TreeSet<>(Arrays.asList(SKYLAKE.split(" ")));
    flags.remove(missing);
    assertEquals("-onednn-avx2", Kernels.extension(flags));
  }

  @Test
  void aProcessorWithoutFlagsGetsThePlainLibrary() {
    assertEquals("", Kernels.extension(Set.of()));
  }

  @Test
  void theChoiceIsWhatJavaCppWillRead() {
    String chosen = Kernels.choose();
    assertEquals(chosen, System.getProperty(Kernels.PROPERTY));
    assertEquals(chosen, Kernels.choose());
  }

  @ParameterizedTest
  @CsvSource({
    "-onednn-avx512,'oneDNN, AVX-512'",
    "-onednn-avx2,'oneDNN, AVX2'",
    "-onednn,oneDNN",
    "'',plain (no oneDNN: convolutions are slow)"
  })
  void theLogSaysWhichLibraryRuns(String extension, String words) {
    assertEquals(words, Kernels.describe(extension));
  }
}
