package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SampleLabelsTest {
  /** 4,000 draws: standard deviations of at most 32. Labels that no image has are never drawn. */
  @Test
  void labelsAreDrawnAsOftenAsImagesHaveThem() {
    SampleLabels labels = SampleLabels.of(Map.of(7, 10L, 1, 25L, 3, 5L), 1);
    Map<Integer, Long> drawn =
        LongStream.range(0, 4000)
            .mapToObj(labels::label)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertEquals(3, drawn.size());
    assertEquals(2500, drawn.get(1), 5 * 32);
    assertEquals(500, drawn.get(3), 5 * 32);
    assertEquals(1000, drawn.get(7), 5 * 32);
  }

  @Test
  void aSampleKeepsItsLabel() {
    Map<Integer, Long> images = Map.of(0, 10L, 1, 10L);
    for (long sample = 0; sample < 20; sample++) {
      assertEquals(
          SampleLabels.of(images, 1).label(sample), SampleLabels.of(images, 1).label(sample));
    }
  }
}
