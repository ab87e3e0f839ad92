package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final List<GpuCard> CARDS = NvidiaSmi.parse(Smi.FOUR_T4);

  private static String complaint(List<String> addresses) {
    return assertThrows(UserError.class, () -> Assignment.of(CARDS, addresses)).getMessage();
  }

  @Test
  void anExecutorThatWasGivenAddress3HasCard3() {
    assertEquals(3, Assignment.of(CARDS, List.of("3")).index());
  }

  @Test
  void anAddressMayBeAUuid() {
    String uuid = "GPU-cccccccc-0000-0000-0000-000000000000";
    assertEquals(2, Assignment.of(CARDS, List.of(uuid)).index());
  }

  @Test
  void anAddressThatIsNotThereIsNamedWithThoseThatAre() {
    String complaint = complaint(List.of("4"));
    assertTrue(complaint.contains("GPU \"4\""), complaint);
    assertTrue(complaint.contains("0 = GPU-aaaaaaaa"), complaint);
  }

  @Test
  void anExecutorTakesExactlyOne() {
    assertTrue(complaint(List.of()).contains("given the executor no GPU"), complaint(List.of()));
    String two = complaint(List.of("0", "1"));
    assertTrue(two.contains("the GPUs 0, 1"), two);
    assertTrue(two.contains("spark.executor.resource.gpu.amount = 1"), two);
  }

  @Test
  void aloneAProcessHasTheFirstCardThatItMaySee() {
    assertEquals(0, Assignment.alone(CARDS, null).index());
    assertEquals(2, Assignment.alone(CARDS, "2, 1").index());
    assertEquals(1, Assignment.alone(CARDS, "GPU-bbbb").index());
  }

  @Test
  void aProcessThatMaySeeNoneHasNone() {
    for (String visible : List.of("", "-1", "NoDevFiles")) {
      assertThrows(UserError.class, () -> Assignment.alone(CARDS, visible));
    }
  }
}
