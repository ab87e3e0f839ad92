package org.geovq.results;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.stage.MadeUpMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document of runs whose figures are made up. */
class ResultsTest {
  @TempDir private Path folder;
  private Path conf;
  private Path list;

  @BeforeEach
  void makeTwoRunsOfThree() throws IOException {
    conf =
        Files.writeString(
            folder.resolve("my.conf"),
            "data.set = mnist, arms = [geodesic, kmeans], vae.latent = 3");
    list(
        "id = mine, title = Mine, data = mnist, set = [\"graph.k=9\"], notes = [\"A note.\"],"
            + " runs = [DIR/a, DIR/b, DIR/c]");
    run("a", 7, 0.0020, 0.0021);
    run("b", 8, 0.0022, 0.0024);
  }

  private void list(String experiment) throws IOException {
    String text = "experiments = [{ conf = \"" + conf + "\", " + experiment + " }]";
    list =
        Files.writeString(
            folder.resolve("results.conf"), text.replaceAll("DIR(/\\w+)", "\"" + folder + "$1\""));
  }

  private void run(String name, long seed, double geodesic, double kmeans, String... set)
      throws IOException {
    MadeUpMetrics made =
        new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS)
            .mse(Arm.GEODESIC, geodesic)
            .mse(Arm.KMEANS, kmeans)
            .codes(Arm.KMEANS, 500, 400 + seed)
            .codes(Arm.GEODESIC, 500, 400)
            .frechet("pixelcnn", seed + 3, seed + 4);
    for (int size : List.of(256, 512)) {
      made.point(Arm.GEODESIC, size, seed, geodesic * 512 / size, size, null);
      made.point(Arm.KMEANS, size, seed, kmeans * 512 / size, size + seed, null);
    }
    MadeUpRun.write(folder.resolve(name), configuration(seed, set), made.metrics());
  }

  private Configuration configuration(long seed, String... set) {
    List<String> all = new ArrayList<>(List.of("seed=" + seed));
    all.addAll(List.of(set));
    return Configuration.load(conf.toFile(), all);
  }

  private String write() throws IOException {
    Path document = folder.resolve("docs/results.md");
    Results.write(list.toFile(), document);
    return Files.readString(document);
  }

  /** Means, sample standard deviations and paired differences worked out by hand. */
  @Test
  void documentIsWhatTheRunsSay() throws IOException {
    String text = write();
    String mine = text.substring(text.indexOf("## Mine")).replace(folder.toString(), "DIR");
    int references = mine.indexOf("Where the reference");
    int differences = mine.indexOf("Geodesic minus");
    assertEquals(
        """
        ## Mine

        A note.

            submit/geovq run --conf DIR/my.conf --set data.dir=PATH --set 'graph.k=9' --set seed=SEED --run-dir RUN

        | RUN | SEED | its stages took |
        | --- | ---: | ---: |
        | `DIR/a` | 7 | 20 min |
        | `DIR/b` | 8 | 20 min |
        | `DIR/c` | not run yet |  |

        | arm | metric | obtained | n | reference |
        | --- | --- | ---: | ---: | ---: |
        | vae | MSE | 0.00200 ± 0.00000 | 2 | 0.00628 P[1]; 0.00657 P[2]; 0.00905 A[3] |
        | vae | PSNR, dB | 27.00 ± 0.00 | 2 | 22.02 P[1]; 21.82 P[2]; 20.43 A[3] |
        | vae | SSIM | 0.9600 ± 0.0000 | 2 | 0.9226 P[1]; 0.9183 P[2]; 0.8850 A[3] |
        | vae | L1 | 0.0200 ± 0.0000 | 2 | 0.0259 P[1] |
        | vae | parameters | 1,234 ± 0 | 2 | 10,700,033 A[4]; 205,921 A[3] |
        | geodesic | MSE | 0.00210 ± 0.00014 | 2 | 0.01140 P[1]; 0.01124 R[5]; 0.01360 R[6]; 0.01093 P[2]; 0.01613 R[7] |
        | geodesic | PSNR, dB | 26.78 ± 0.29 | 2 | 19.43 P[1]; 19.61 P[2] |
        | geodesic | SSIM | 0.9000 ± 0.0000 | 2 | 0.8654 P[1]; 0.8723 P[2] |
        | geodesic | L1 | 0.0300 ± 0.0000 | 2 | 0.0358 P[1] |
        | geodesic | codes used | 500 ± 0 | 2 | 512 R[5]; 256 R[6]; 128 R[7] |
        | geodesic | usage perplexity | 400.0 ± 0.0 | 2 | 216.0 A[8] |
        | geodesic | entropy, bits per image | 400.0 ± 0.0 | 2 |  |
        | geodesic | pixelcnn prior, nats per image | 200.0 ± 0.0 | 2 |  |
        | geodesic | pixelcnn prior, bits per dimension | 0.3680 ± 0.0000 | 2 |  |
        | geodesic | pixelcnn prior, perplexity | 59.24 ± 0.00 | 2 |  |
        | geodesic | Fréchet distance of samples, pixelcnn prior | 8.40 ± 0.57 | 2 |  |
        | kmeans | MSE | 0.00225 ± 0.00021 | 2 |  |
        | kmeans | PSNR, dB | 26.49 ± 0.41 | 2 |  |
        | kmeans | SSIM | 0.9000 ± 0.0000 | 2 |  |
        | kmeans | L1 | 0.0300 ± 0.0000 | 2 |  |
        | kmeans | codes used | 500 ± 0 | 2 |  |
        | kmeans | usage perplexity | 400.0 ± 0.0 | 2 |  |
        | kmeans | entropy, bits per image | 407.5 ± 0.7 | 2 |  |
        | kmeans | pixelcnn prior, nats per image | 200.0 ± 0.0 | 2 |  |
        | kmeans | pixelcnn prior, bits per dimension | 0.3680 ± 0.0000 | 2 |  |
        | kmeans | pixelcnn prior, perplexity | 59.24 ± 0.00 | 2 |  |
        | kmeans | Fréchet distance of samples, pixelcnn prior | 9.20 ± 0.57 | 2 |  |

        Fréchet distances are of classifier features, which each run has of its own: they are counted in the distance from training to test images,
        which is 1.25.

        """,
        mine.substring(0, references));
    assertTrue(
        mine.substring(references, differences)
            .contains("- [1] michelegranatiero/VQ_VAE_Geodesic, last commit, "),
        mine);
    assertTrue(
        mine.substring(differences)
            .contains(
                """
                | geodesic minus | metric | difference | n | t-test, 5 % |
                | --- | --- | ---: | ---: | --- |
                | kmeans | MSE | -0.000150 ± 0.000071 | 2 | no difference shown |
                | kmeans | PSNR, dB | +0.29 ± 0.12 | 2 | no difference shown |
                | kmeans | SSIM | +0.0000 ± 0.0000 | 2 | no difference shown |
                """),
        mine);
    assertTrue(
        mine.contains("By MSE the geodesic arm is not told apart from kmeans; over 2 seeds."),
        mine);
    assertTrue(mine.contains("| entropy, bits per image | -7.5 ± 0.7 | 2 | lower |"), mine);
    assertTrue(
        mine.contains("](images/results-mine-rate-distortion.png)"), mine.substring(differences));
  }

  /** Per cents and their spread worked out by hand. */
  @Test
  void winnersAreNamedWhereTheTestAllows() throws IOException {
    String text = write();
    assertTrue(
        text.contains(
            """
            | experiment | against | n | MSE, codes by the rule | MSE, refined | MSE, decoder trained further | entropy, bits per image | best prior, nats per image | Fréchet distance of its samples | kernel distance of its samples |
            | --- | --- | ---: | --- | --- | --- | --- | --- | --- | --- |
            | Mine | kmeans | 2 | nobody, -6.5 ± 2.5 % | – | – | geodesic, -1.8 ± 0.2 % | nobody, +0.0 ± 0.0 % | geodesic, -8.7 ± 0.5 % | geodesic, -8.7 ± 0.5 % |
            """),
        text);
    assertTrue(
        text.replace('\n', ' ')
            .contains("These are 5 tests of several seeds each, none corrected for the others"),
        text);
  }

  /** A collapsed codebook is easy to predict, and an auto-encoder no judge of its own decoder. */
  @Test
  void fewerNatsAtMoreErrorAndFeaturesOfOneSideAreNoWin() throws IOException {
    Files.writeString(conf, "data.set = mnist, arms = [geodesic, vqvae], graph.k = 9");
    list("id = mine, title = Mine, data = mnist, runs = [DIR/a, DIR/b]");
    writeTwo(made -> made.frechet("pixelcnn", 10, 20));
    assertTrue(
        write()
            .contains(
                "| Mine | vqvae | 2 | vqvae, +102.5 ± 3.5 % | – | – | nobody, +0.0 ± 0.0 % | nobody, -24.9 ± 0.1 % | geodesic, -50.0 ± 0.0 % | geodesic, -50.0 ± 0.0 % |"));
    writeTwo(made -> made.frechetByAutoEncoder("pixelcnn", 10, 20));
    assertTrue(
        write()
            .contains("| nobody, -24.9 ± 0.1 % | nobody, -50.0 ± 0.0 % | nobody, -50.0 ± 0.0 % |"));
  }

  /** 2.5 % more bits buy some error. */
  @Test
  void lessErrorAtMoreBitsIsNoWin() throws IOException {
    Files.writeString(conf, "data.set = mnist, arms = [geodesic, vqvae], graph.k = 9");
    list("id = mine, title = Mine, data = mnist, runs = [DIR/a, DIR/b]");
    writeTwo(made -> made.codes(Arm.VQVAE, 500, 410));
    assertTrue(
        write()
            .contains(
                "| Mine | vqvae | 2 | nobody, +102.5 ± 3.5 % | – | – | nobody, -2.4 ± 0.0 % |"));
  }

  /** By the validation images, not by the test images. */
  @Test
  void eachArmIsJudgedByItsOwnBestPrior() throws IOException {
    Files.writeString(conf, "data.set = mnist, arms = [geodesic, vqvae], graph.k = 9");
    list("id = mine, title = Mine, data = mnist, runs = [DIR/a, DIR/b]");
    writeTwo(
        made ->
            made.prior(Arm.GEODESIC, "transformer", 140, 180)
                .prior(Arm.VQVAE, "transformer", 250, 170)
                .mse(Arm.GEODESIC, 0.0020));
    assertTrue(write().contains("| geodesic, -10.2 ± 0.3 % |"));
  }

  @Test
  void runsWithoutPriorsHaveNoneToCompare() throws IOException {
    Files.writeString(conf, "data.set = mnist, arms = [geodesic, vqvae], prior.kinds = []");
    list("id = mine, title = Mine, data = mnist, runs = [DIR/a, DIR/b]");
    writeTwo(MadeUpMetrics::withoutPriors);
    assertTrue(write().contains("| nobody, +0.0 ± 0.0 % | – | – | – |"));
  }

  private void writeTwo(UnaryOperator<MadeUpMetrics> samples) throws IOException {
    for (int i = 0; i < 2; i++) {
      MadeUpMetrics made =
          new MadeUpMetrics(Arm.GEODESIC, Arm.VQVAE)
              .mse(Arm.GEODESIC, 0.0040 + 0.0001 * i)
              .mse(Arm.VQVAE, 0.0020)
              .prior(Arm.GEODESIC, "pixelcnn", 150 + i)
              .prior(Arm.VQVAE, "pixelcnn", 200 + i);
      String run = List.of("a", "b").get(i);
      MadeUpRun.write(folder.resolve(run), configuration(7 + i), samples.apply(made).metrics());
    }
  }

  /** That document is never typed, and the runs that it is made of can still be read. */
  @Test
  void theProjectsOwnDocumentIsThatOfItsRuns() throws IOException {
    Path list = Path.of("conf/results.conf");
    Path made = folder.resolve("results.md");
    Results.write(list.toFile(), made);
    String text = Files.readString(made).replace("--out " + made, "--out docs/results.md");
    String own = Files.readString(Path.of("docs/results.md"));
    assertEquals(own.replaceAll("\\s+", " "), text.replaceAll("\\s+", " "));
  }

  /** What fidelity did not measure once, it did not. */
  @Test
  void metricsOfBeforeAreRead() throws IOException {
    Files.writeString(conf, "data.set = mnist, arms = [geodesic, vqvae], graph.k = 9");
    writeTwo(made -> made.frechet("pixelcnn", 10, 20));
    Path metrics = folder.resolve("a/metrics/metrics.json");
    String now = Files.readString(metrics);
    String before = now.replaceAll("\"reconstructions\" : \\{ *\\},?\\s*", "");
    assertTrue(before.length() < now.length(), now);
    Files.writeString(metrics, before);
    Files.deleteIfExists(metrics.resolveSibling(".metrics.json.crc"));
    list("id = mine, title = Mine, data = mnist, runs = [DIR/a, DIR/b]");
    assertTrue(write().contains("| Mine | vqvae | 2 | "));
  }

  /** Refined codes are compared with refined ones, those by a rule with those by a rule. */
  @Test
  void armsAreComparedWithTheSameMeans() throws IOException {
    Files.writeString(
        conf, "data.set = mnist, arms = [geodesic, vqvae], assign.refine-rounds = 1, graph.k = 9");
    MadeUpMetrics made =
        new MadeUpMetrics(Arm.GEODESIC, Arm.VQVAE)
            .mse(Arm.GEODESIC, "_unrefined", 0.0030)
            .mse(Arm.VQVAE, "_unrefined", 0.0025)
            .mse(Arm.GEODESIC, 0.0022)
            .mse(Arm.VQVAE, 0.0020)
            .mse(Arm.GEODESIC, "_finetuned", 0.0018)
            .mse(Arm.VQVAE, "_finetuned", 0.0020);
    MadeUpRun.write(folder.resolve("a"), configuration(7), made.metrics());
    list("id = mine, title = Mine, data = mnist, runs = [DIR/a]");
    String text = write();
    assertTrue(text.contains("| Mine | vqvae | 1 | +20.0 % | +10.0 % | -10.0 % | "), text);
  }

  /** A network of the user's is the same in all runs: its distances stand as they are. */
  @Test
  void distancesByAFileAreNotCountedInTheFloor() throws IOException {
    MadeUpMetrics made =
        new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS).frechetByFile("pixelcnn", 10, 11);
    MadeUpRun.write(folder.resolve("a"), configuration(7), made.metrics());
    list("id = mine, title = Mine, data = none, set = [\"graph.k=9\"], runs = [DIR/a]");
    String text = write();
    assertTrue(
        text.contains("| geodesic | Fréchet distance of samples, pixelcnn prior | 10.00 | 1 |"),
        text);
    assertTrue(text.contains("| kernel distance of samples, pixelcnn prior | 0.01000 | 1 |"), text);
    assertTrue(text.contains("test images the Fréchet distance is 1.25."), text);
  }

  @Test
  void sameRunsGiveTheSameFiles() throws IOException {
    String text = write();
    byte[] chart = Files.readAllBytes(chart());
    assertEquals(text, write());
    assertArrayEquals(chart, Files.readAllBytes(chart()));
  }

  private Path chart() {
    return folder.resolve("docs/images/results-mine-rate-distortion.png");
  }

  @Test
  void nothingIsSaidOfRunsThatAreNotThere() throws IOException {
    list("id = mine, title = Mine, data = none, runs = [DIR/x]");
    String text = write();
    assertTrue(text.endsWith("/x` | not run yet |  |\n"), text);
  }

  @Test
  void oneSeedHasNoSpread() throws IOException {
    list("id = mine, title = Mine, data = none, set = [\"graph.k=9\"], runs = [DIR/a]");
    String text = write();
    assertTrue(text.contains("| geodesic | MSE | 0.00200 | 1 |"), text);
    assertTrue(
        text.contains(
            "By MSE the geodesic arm is below kmeans by 0.00010; over one seed, which tells no spread."),
        text);
    assertTrue(text.contains("| kmeans | MSE | -0.000100 | 1 | one seed: no spread |"), text);
  }

  @Test
  void aRunWithAnotherSettingIsRefused() throws IOException {
    run("c", 9, 0.002, 0.002, "vae.latent=4");
    assertRefused(
        "Experiment mine: vae.latent is 4 in the run %s/c, but 3 in %s: expected runs that differ in"
            + " nothing but the seed.",
        folder, conf);
  }

  @Test
  void aSeedThatTwoRunsHaveIsRefused() throws IOException {
    run("c", 7, 0.002, 0.002);
    assertRefused(
        "Experiment mine: %1$s/a and %1$s/c both have seed = 7, expected one run a seed.", folder);
  }

  @Test
  void aRunThatIsBeingRedoneIsRefused() throws IOException {
    MadeUpRun.redo(folder.resolve("b"), configuration(8));
    assertRefused(
        "%s/b: vae is missing or was made after the run was evaluated: run it again.", folder);
  }

  @Test
  void aListThatCannotBeIsRefused() throws IOException {
    list("id = Mine, title = Mine, data = mnist, runs = [DIR/a]");
    assertRefused("id = Mine (%s: 1): expected lower-case letters, digits and hyphens.", list);
    list("id = mine, title = Mine, data = mnist, runs = []");
    assertRefused("runs = [] (%s: 1): expected at least one run directory and none twice.", list);
    list("id = mine, title = Mine, data = mnist, run = [DIR/a]");
    assertRefused(
        "Unknown key run (%s: 1): expected id, title, data, conf, set, runs, notes.", list);
    list("id = mine, title = Mine, runs = [DIR/a]");
    assertRefused("data is missing (%s: 1): expected text.", list);
  }

  /** The list that comes with the program, of runs that may not be there. */
  @Test
  void shippedListIsRead() throws IOException {
    Results.write(new File("conf/results.conf"), folder.resolve("docs/results.md"));
    assertTrue(Files.readString(folder.resolve("docs/results.md")).contains("## MNIST"));
  }

  private void assertRefused(String message, Object... named) {
    UserError error = assertThrows(UserError.class, this::write);
    assertEquals(message.formatted(named), error.getMessage());
  }
}
