package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Fails when the native library that is slow at convolutions has been loaded silently. */
class OneDnnTest {
  @Test
  void theChosenNativeLibraryIsTheOneThatRuns() throws IOException {
    String extension = Kernels.choose();
    assumeFalse(extension.isEmpty(), "the processor has no SSE4.1");
    assertEquals(3, Nd4j.ones(3).sumNumber().doubleValue());
    List<String> loaded;
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      loaded =
          lines
              .filter(line -> line.contains("/libnd4jcpu"))
              .map(line -> line.substring(line.indexOf('/')))
              .distinct()
              .toList();
    }
    assertEquals(1, loaded.size(), "loaded: " + loaded);
    // JavaCPP unpacks the library of linux-x86_64-EXTENSION into a folder of that name.
    assertTrue(
        loaded.get(0).contains("linux-x86_64" + extension + "/libnd4jcpu"),
        "chosen: " + extension + ", loaded: " + loaded);
  }
}
