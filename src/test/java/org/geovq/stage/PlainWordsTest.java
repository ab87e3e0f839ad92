package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.junit.jupiter.api.Test;

final class PlainWordsTest {
  private static final Arm[] FOUR = {Arm.GEODESIC, Arm.KMEANS, Arm.KMEDOIDS_EUCLIDEAN, Arm.VQVAE};

  @Test
  void aWinOverEveryControlByMoreThanChanceIsSaid() {
    String text =
        controls(
            new MadeUpMetrics(FOUR)
                .minus(Arm.KMEANS, -0.0002, 0.00004, 5)
                .minus(Arm.KMEDOIDS_EUCLIDEAN, -0.0001, 0.00005, 5));
    assertContains(
        text,
        "Against the Euclidean control kmeans the geodesic arm's MSE is lower by 0.00020 ± 0.000040 (5.0 %) over 5 seeds of the quantization,"
            + " told apart by a t-test at the 5 % level");
    assertContains(text, "So the geodesic arm beats the Euclidean control by more than chance");
  }

  @Test
  void aDifferenceThatMayBeChanceIsNoWin() {
    String text =
        controls(
            new MadeUpMetrics(FOUR)
                .minus(Arm.KMEANS, -0.0002, 0.0003, 5)
                .minus(Arm.KMEDOIDS_EUCLIDEAN, 0.0001, 0.0002, 5));
    assertContains(
        text,
        "is lower by 0.00020 ± 0.00030 (5.0 %) over 5 seeds of the quantization, not told apart");
    assertContains(
        text,
        "is higher by 0.00010 ± 0.00020 (2.5 %) over 5 seeds of the quantization, not told apart");
    assertContains(
        text, "So the geodesic arm does not beat the Euclidean control by more than chance");
  }

  @Test
  void aWinOverOneControlAloneIsSaidToBeThat() {
    String text =
        controls(
            new MadeUpMetrics(FOUR)
                .minus(Arm.KMEANS, 0.0002, 0.00004, 5)
                .minus(Arm.KMEDOIDS_EUCLIDEAN, -0.0001, 0.00005, 5));
    assertContains(
        text,
        "is higher by 0.00020 ± 0.000040 (5.0 %) over 5 seeds of the quantization, told apart");
    assertContains(text, "So the geodesic arm does not beat every Euclidean control");
  }

  @Test
  void oneSeedShowsNothing() {
    String text = controls(new MadeUpMetrics(FOUR).mse(Arm.GEODESIC, 0.003));
    assertContains(text, "MSE is lower by 0.0010 (25.0 %); one seed or training shows no spread");
    assertContains(text, "this run does not show whether geodesics beat the Euclidean control");
  }

  @Test
  void aRunWithoutControlsSaysSo() {
    assertContains(controls(new MadeUpMetrics(Arm.GEODESIC)), "has no Euclidean control");
  }

  /**
   * The control's line from (400, 0.004) to (500, 0.003) has the root of their product, 0.00346, at
   * 450 bits; with both seeds the geodesic point is 0.00046 and 0.00041 below.
   */
  @Test
  void sizesAtWhichTheCurveLiesBelowAreCounted() {
    MadeUpMetrics made =
        new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS).minus(Arm.KMEANS, -0.0001, 0.00001, 2);
    for (long seed : new long[] {0, 1}) {
      made.point(Arm.KMEANS, 256, seed, 0.004, 400, null);
      made.point(Arm.KMEANS, 512, seed, 0.003, 500, null);
      made.point(Arm.GEODESIC, 256, seed, 0.003 + 0.00005 * seed, 450, null);
      made.point(Arm.GEODESIC, 512, seed, 0.002, 600, null);
    }
    assertContains(
        controls(made),
        "lies below that of kmeans by more than chance at 1, and above it at 0, of the 1 sizes");
  }

  @Test
  void whatRefiningBroughtIsSaidWhereItWasDone() {
    MadeUpMetrics made = new MadeUpMetrics(Arm.GEODESIC);
    assertContains(
        words(made).price(), "given by the direct rule, for training and test images alike");
    made.assigned(
        Arm.GEODESIC,
        Map.of("rule", "direct", Codes.error("direct"), 0.0026, Codes.error("refined"), 0.0024));
    assertContains(
        words(made).price(),
        "(validation images 0.00260 before, 0.00240 after), as those of every arm");
  }

  @Test
  void winnersAreNamedWithWhatComesNext() {
    String text =
        winners(
            new MadeUpMetrics(FOUR)
                .mse(Arm.VQVAE, 0.002)
                .mse(Arm.KMEANS, 0.003)
                .codes(Arm.VQVAE, 512, 440)
                .codes(Arm.KMEANS, 500, 380)
                .prior(Arm.GEODESIC, "transformer", 150)
                .frechet("pixelcnn", 12, 10, 11, 9));
    assertContains(
        text, "Of the 4 arms, vqvae has the lowest test MSE, 0.00200, before kmeans with");
    assertContains(text, "0.00300 (50.0 % more)");
    assertContains(text, "codes of vqvae carry the most information by their frequencies, 440.0");
    assertContains(text, "those of kmeans the least, 380.0");
    assertContains(
        text, "codes of geodesic need the fewest nats with their best prior (transformer)");
    assertContains(text, "with the pixelcnn prior those of vqvae, 9.00, before kmeans with 10.00;");
    assertContains(text, "from training to test images it is 1.25");
  }

  @Test
  void aCollapsedCodebookIsNoWinOfThePrior() {
    String few =
        winners(new MadeUpMetrics(FOUR).codes(Arm.VQVAE, 53, 100).prior(Arm.VQVAE, "pixelcnn", 50));
    assertContains(few, "but that arm uses only 53 of its 512 codes");
    String many = winners(new MadeUpMetrics(FOUR).prior(Arm.VQVAE, "pixelcnn", 50));
    assertFalse(many.contains("uses only"), many);
  }

  @Test
  void theVqVaeIsReachedOrNot() {
    MadeUpMetrics made =
        new MadeUpMetrics(FOUR).mse(Arm.GEODESIC, 0.003).frechet("pixelcnn", 9, 1, 1, 8);
    assertContains(
        endToEnd(made), "In this run it is not above that of the VQ-VAE, 0.00300 and 0.00400.");
    assertContains(
        endToEnd(made),
        "With the pixelcnn prior the Fréchet distance of its samples, 9.00, is above that of the"
            + " VQ-VAE's, 8.00.");
    assertContains(
        endToEnd(made.mse(Arm.GEODESIC, 0.005)),
        "In this run it is above that of the VQ-VAE, 0.00500 and 0.00400: in this one training the codes learnt inside");
  }

  /** It has decoded the geodesic arm's samples itself. */
  @Test
  void anAutoEncoderIsNoJudgeOfItsOwnDecoder() {
    MadeUpMetrics made = new MadeUpMetrics(FOUR).frechetByAutoEncoder("pixelcnn", 12, 10, 11, 9);
    assertFalse(endToEnd(made).contains("Fréchet"), endToEnd(made));
    assertContains(
        winners(made),
        "test images, of arms made after the fact alone: with the pixelcnn prior those of kmeans, 10.00, before kmedoids"
            + " euclidean with 11.00;");
    assertContains(winners(made), "those of end-to-end arms it has not.");
  }

  @Test
  void whatPathsAloneAreWorthOnlyTheArmDirectTells() {
    assertContains(controls(new MadeUpMetrics(FOUR)), "arm direct (not in this run) would tell.");
    assertContains(
        controls(new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS, Arm.DIRECT).mse(Arm.DIRECT, 0.0035)),
        "Against the arm direct, which has the metric but no paths, the geodesic arm's MSE is higher by 0.00050 (14.3 %)");
  }

  @Test
  void stepsThatBothHaveAreSetAgainstEachOther() {
    MadeUpMetrics made =
        new MadeUpMetrics(FOUR)
            .mse(Arm.GEODESIC, Evaluate.UNREFINED, 0.006)
            .mse(Arm.GEODESIC, Evaluate.FINETUNED, 0.0035);
    String alone = endToEnd(made);
    assertFalse(alone.contains("Before codes") || alone.contains("With decoders"), alone);
    made.mse(Arm.VQVAE, Evaluate.UNREFINED, 0.005).mse(Arm.VQVAE, Evaluate.FINETUNED, 0.0036);
    assertContains(
        endToEnd(made),
        "Before codes were chosen again they had 0.00600 and 0.00500. With decoders trained further on"
            + " their codes they have 0.00350 and 0.00360.");
  }

  @Test
  void aParagraphIsLeftOutWhereItHasNoSubject() {
    assertEquals(3, paragraphs(new MadeUpMetrics(Arm.GEODESIC)).size());
    assertEquals(2, paragraphs(new MadeUpMetrics(Arm.KMEANS)).size());
    assertEquals(5, paragraphs(new MadeUpMetrics(FOUR)).size());
  }

  private static List<String> paragraphs(MadeUpMetrics made) {
    return words(made).paragraphs("posterior", 49);
  }

  private static String controls(MadeUpMetrics made) {
    return words(made).controls();
  }

  private static String winners(MadeUpMetrics made) {
    return words(made).winners();
  }

  private static String endToEnd(MadeUpMetrics made) {
    return words(made).endToEnd();
  }

  private static PlainWords words(MadeUpMetrics made) {
    return new PlainWords(made.metrics(), made.roles());
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), text);
  }
}
