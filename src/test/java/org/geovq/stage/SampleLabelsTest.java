package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;
import org.geovq.run.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /** Faces have none but those that are chosen; it is said before anything is trained. */
  @Test
  void facesWithoutAttributesHaveNoLabels(@TempDir Path run) throws IOException {
    Stage prior = new TrainPrior(Arm.GEODESIC, PriorKind.PIXELCNN);
    String[] settings = {"data.set=celeba", "prior.class-conditional=true"};
    UserError error =
        assertThrows(UserError.class, () -> prior.check(TinyRun.context(run, settings)));
    assertEquals(
        "prior.class-conditional = true: faces have no labels without data.celeba.attributes.",
        error.getMessage());
    prior.check(TinyRun.context(run, settings[0], settings[1], "data.celeba.attributes=[Smiling]"));
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
