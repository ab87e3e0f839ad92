package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.geovq.config.Arm;
import org.geovq.report.Block;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.junit.jupiter.api.Test;

final class ComparisonSectionTest {

  @Test
  void bestOfEachColumnIsMarkedInItsDirection() {
    Table table =
        section(
                new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS)
                    .mse(Arm.GEODESIC, 0.003)
                    .codes(Arm.KMEANS, 511, 430)
                    .prior(Arm.GEODESIC, "transformer", 150))
            .arms();
    assertEquals(List.of("0.00300"), best(table, "MSE ↓"));
    assertEquals(List.of("25.23"), best(table, "PSNR, dB ↑"));
    assertEquals(List.of("511"), best(table, "codes used ↑"));
    // More bits, and nats, are neither better nor worse by themselves.
    assertEquals(List.of(), best(table, "usage perplexity"));
    assertEquals(List.of(), best(table, "entropy, bits per image"));
    assertEquals(List.of(), best(table, "best prior, nats per image"));
  }

  @Test
  void equalsAreNotMarkedWhereNothingDiffers() {
    Table table = section(new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS)).arms();
    assertEquals(List.of(), best(table, "MSE ↓"));
  }

  @Test
  void valuesThatPrintAlikeShareTheMark() {
    Table table =
        section(
                new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS, Arm.VQVAE)
                    .mse(Arm.GEODESIC, 0.0030001)
                    .mse(Arm.KMEANS, 0.0030002))
            .arms();
    assertEquals(List.of("0.00300", "0.00300"), best(table, "MSE ↓"));
  }

  @Test
  void fidelityHasColumnsWhereItWasMeasured() {
    MadeUpMetrics made = new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS);
    assertTrue(section(made).arms().heads().stream().noneMatch(h -> h.startsWith("Fréchet")));
    Table table = section(made.frechet("pixelcnn", 12.5, 11.5)).arms();
    assertEquals(List.of("11.50"), best(table, "Fréchet distance, pixelcnn ↓"));
  }

  /** It has decoded the samples of some arms, and not those of others. */
  @Test
  void featuresOfAnAutoEncoderNameNoBestAcrossItsOwnArmsAndOthers() {
    MadeUpMetrics own = new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS);
    assertEquals(
        List.of("11.50"),
        best(
            section(own.frechetByAutoEncoder("pixelcnn", 12.5, 11.5)).arms(),
            "Fréchet distance, pixelcnn ↓"));
    MadeUpMetrics mixed = new MadeUpMetrics(Arm.GEODESIC, Arm.VQVAE);
    assertEquals(
        List.of(),
        best(
            section(mixed.frechetByAutoEncoder("pixelcnn", 12.5, 11.5)).arms(),
            "Fréchet distance, pixelcnn"));
  }

  @Test
  void aPriorThatAnArmDoesNotHaveIsADash() {
    Table table =
        section(new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS).prior(Arm.KMEANS, "transformer", 150))
            .priors();
    int column = table.heads().indexOf("transformer, nats per image");
    assertEquals(Print.NOTHING, table.rows().get(0).get(column).text());
    assertEquals(Cell.number("150.0"), table.rows().get(1).get(column));
  }

  @Test
  void differencesHaveTheSpreadOfTheirSeedsAndAVerdict() {
    Table table =
        section(
                new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS, Arm.VQVAE)
                    .mse(Arm.GEODESIC, 0.003)
                    .minus(Arm.KMEANS, -0.0002, 0.00004, 5))
            .differences();
    List<Cell> kmeans = table.rows().get(0);
    List<Cell> vqvae = table.rows().get(1);
    assertEquals("-0.0002000 ± 0.0000400", kmeans.get(1).text());
    assertEquals("geodesic is better", kmeans.get(kmeans.size() - 1).text());
    assertEquals("-0.0010000", vqvae.get(1).text());
    assertEquals("one seed or training: no spread", vqvae.get(vqvae.size() - 1).text());
  }

  @Test
  void oneArmHasNoDifferences() {
    List<String> ids =
        section(new MadeUpMetrics(Arm.GEODESIC)).blocks().stream().map(Block::id).toList();
    assertEquals(List.of("arms", "priors"), ids);
  }

  private static ComparisonSection section(MadeUpMetrics made) {
    return new ComparisonSection(made.metrics(), made.roles());
  }

  private static List<String> best(Table table, String head) {
    int column = table.heads().indexOf(head);
    return table.rows().stream()
        .map(row -> row.get(column))
        .filter(Cell::best)
        .map(Cell::text)
        .toList();
  }
}
