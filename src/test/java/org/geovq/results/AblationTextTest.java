package org.geovq.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.report.Markdown;
import org.geovq.stage.MadeUpMetrics;
import org.junit.jupiter.api.Test;

/** What is said of runs whose figures are made up. */
class AblationTextTest {
  private final Map<String, Runs> byValue = new LinkedHashMap<>();

  /** One MSE a seed; entropy 400 bits and an error of the continuous decoder that never changes. */
  private AblationTextTest with(String value, double... mse) {
    List<FinishedRun> runs = new ArrayList<>();
    for (int seed = 0; seed < mse.length; seed++) {
      runs.add(
          new FinishedRun(
              value,
              seed,
              Map.of(),
              new MadeUpMetrics(Arm.GEODESIC).mse(Arm.GEODESIC, mse[seed]).metrics(),
              Map.of(),
              60));
    }
    Configuration configuration = Configuration.load(null, List.of("prior.kinds=[]"));
    byValue.put(value, new Runs(configuration.settings(), runs));
    return this;
  }

  private AblationText text() {
    List<Long> seeds = new ArrayList<>();
    byValue.values().iterator().next().finished().forEach(run -> seeds.add(run.seed()));
    return new AblationText(new AblationRuns("graph.k", seeds, byValue));
  }

  /** Paired by seed 40 is 0.001 and 0.00102 above 5: t = 101; 10 is 0 and 0.0002 above: t = 1. */
  @Test
  void aDifferenceBeyondChanceMatters() {
    with("40", 0.0030, 0.00322).with("5", 0.0020, 0.0022).with("10", 0.0020, 0.0024);
    assertEquals(
        "geodesic, MSE: lowest at 5, 0.00210 ± 0.00014, and highest at 40, 0.00311 ± 0.00016 (48.1 % more);"
            + " paired by seed that is 0.0010 ± 0.000014: more than chance, so it matters. Not told apart from the"
            + " lowest: 10.",
        text().sentences().get(0));
  }

  @Test
  void aDifferenceThatMayBeChanceDoesNot() {
    with("5", 0.0020, 0.0024).with("10", 0.0023, 0.0022);
    String sentence = text().sentences().get(0);
    assertTrue(sentence.contains("these two are not told apart."), sentence);
    assertFalse(sentence.contains("Not told apart"), sentence);
  }

  /** 40 is 0.002 and 0.0001 above, 10 is 0.0005 above in both. */
  @Test
  void whatSpreadsLessThanTheHighestMayBeToldApart() {
    with("5", 0.0020, 0.0022).with("10", 0.0025, 0.0027).with("40", 0.0040, 0.0023);
    String sentence = text().sentences().get(0);
    assertTrue(
        sentence.endsWith(": these two are not told apart. But told apart from the lowest: 10."),
        sentence);
  }

  /** Half a per cent, in every seed. */
  @Test
  void aLittleBeyondChanceIsStillLittle() {
    with("5", 0.002000, 0.002200).with("10", 0.002010, 0.002211);
    String sentence = text().sentences().get(0);
    assertTrue(sentence.contains("more than chance, but hardly worth speaking of."), sentence);
  }

  @Test
  void oneSeedShowsNoSpread() {
    with("5", 0.0020).with("10", 0.0030);
    assertEquals(
        "geodesic, MSE: lowest at 5, 0.00200, and highest at 10, 0.00300 (50.0 % more); one seed has no spread:"
            + " whether that is more than chance is not shown.",
        text().sentences().get(0));
  }

  /** And of the continuous decoder, which it leaves alone, nothing is said. */
  @Test
  void whatItLeavesAloneIsTheSame() {
    with("5", 0.0020, 0.0021).with("10", 0.0030, 0.0031);
    assertEquals(
        List.of(
            "geodesic, usage perplexity: the same at all values.",
            "geodesic, entropy, bits per image: the same at all values."),
        text().sentences().subList(1, 3));
    assertEquals(3, text().sentences().size());
  }

  /** Sums over tasks that ended in another order. */
  @Test
  void whatRoundingLeavesIsTheSame() {
    with("5", 0.0020, 0.0021).with("10", 0.0020 + 2e-16, 0.0021 + 1e-16);
    assertEquals("geodesic, MSE: the same at all values.", text().sentences().get(0));
  }

  @Test
  void documentHasTheTableAndTheCharts() {
    with("5", 0.0020, 0.0022).with("10", 0.0030, 0.0032);
    Markdown document = new Markdown("ablation-");
    text().addTo(document);
    String words = document.toString();
    assertTrue(words.startsWith("# What `graph.k` is worth\n"), words);
    assertTrue(words.contains("| geodesic | 10 | 0.00310 ± 0.00014 | "), words);
    assertTrue(words.contains("| vae | 5 | 0.00200 ± 0.00000 | 27.00 ± 0.00 |"), words);
    assertTrue(words.contains("](ablation-mse.png)"), words);
    assertTrue(words.contains("](ablation-usage-perplexity.png)"), words);
  }
}
