package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.geovq.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/** What an nvidia-smi could print. */
class NvidiaSmiFuzzTest {
  private static final List<byte[]> SEEDS =
      Stream.of(Smi.V100, Smi.T4, Smi.A100, Smi.L4, Smi.FOUR_T4)
          .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
          .toList();

  @Test
  void anything() {
    new Fuzz("nvidia-smi", SEEDS, "[N/A]", "GPU-", "No devices were found", ", ", "\n", "..", ".")
        .run(NvidiaSmiFuzzTest::read);
  }

  private static void read(byte[] printed) {
    String text = new String(printed, StandardCharsets.ISO_8859_1);
    for (GpuCard card : NvidiaSmi.parse(text)) {
      assertTrue(text.contains(card.uuid()) && text.contains(card.name()), card.toString());
      Served.require(card);
    }
  }
}
