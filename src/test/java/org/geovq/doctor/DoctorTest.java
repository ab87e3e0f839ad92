package org.geovq.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.geovq.UserError;
import org.geovq.config.Configuration;
import org.geovq.nn.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path folder;

  private Map<String, Finding> findings(Function<SparkConf, String> session, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    if (all.stream().noneMatch(setting -> setting.startsWith("run.directory"))) {
      all.add("run.directory=" + folder.resolve("runs/one"));
    }
    Doctor doctor =
        new Doctor(
            Configuration.load(null, all).settings(),
            Kernels.choose(),
            new SparkConf(false).setMaster("local[2]"),
            session,
            5);
    return doctor.examine().collect(Collectors.toMap(Finding::subject, finding -> finding));
  }

  private Finding finding(String subject, String... settings) {
    return findings(conf -> "fine", settings).get(subject);
  }

  /** And what was tried leaves nothing behind. */
  @Test
  void aMachineThatRunsThisTestIsWell() throws IOException {
    Map<String, Finding> findings = findings(conf -> "fine");
    assertEquals(10, findings.size());
    findings.values().forEach(finding -> assertTrue(!finding.isWrong(), finding.line()));
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aMissingDataDirectoryIsNamed() {
    Path none = folder.resolve("none");
    Finding data = finding("data", "data.set=mnist", "data.dir=" + none);
    assertTrue(data.isWrong() && data.text().contains(none.toString()), data.line());
  }

  /** Ten training images of 49 positions; a run would stop there. */
  @Test
  void tooFewImagesAreWrong() {
    Finding data = finding("data", "data.strokes.train-images=20", "data.validation-images=10");
    assertTrue(data.isWrong(), data.line());
    assertEquals("graph.nodes = 8,000: there are only 490 training latents.", data.text());
  }

  @Test
  void latentsOfMoreThanTwiceTheCodesArePoor() {
    Finding rate = finding("rate", "codebook.size=64");
    assertTrue(rate.line().contains("POOR"), rate.line());
    assertEquals(
        "vae.rate.codes = 512, but codebook.size = 64: the latents are given 6.2 nats a position, of which a code can carry 4.2.",
        rate.text());
    for (String near : List.of("codebook.size=256", "codebook.size=1024")) {
      assertTrue(finding("rate", near).line().contains("OK"), near);
    }
    assertTrue(finding("rate", "codebook.size=64", "vae.rate.mode=fixed").line().contains("OK"));
  }

  @Test
  void aFolderThatARunWouldReplaceIsWrong() throws IOException {
    Files.createDirectories(folder.resolve("run/images"));
    Finding run = finding("run", "run.directory=" + folder.resolve("run"));
    assertTrue(run.isWrong() && run.text().contains("/run/images is there"), run.line());
  }

  @Test
  void aFileInPlaceOfTheRunDirectoryIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Finding run = finding("run", "run.directory=" + file);
    assertTrue(run.isWrong() && run.text().contains(file.toString()), run.line());
  }

  @Test
  void anUnknownFileSystemIsNamed() {
    Finding run = finding("run", "run.directory=gopher://host/runs");
    assertTrue(run.isWrong() && run.text().contains("no such file system"), run.line());
  }

  @Test
  void aNameNodeThatDoesNotAnswerIsNamed() {
    Finding run = finding("run", "run.directory=hdfs://127.0.0.1:9/runs");
    assertTrue(
        run.isWrong() && run.text().startsWith("hdfs://127.0.0.1:9/runs cannot be written"),
        run.line());
  }

  @Test
  void aClusterThatDoesNotAnswerIsNotWaitedFor() {
    CountDownLatch never = new CountDownLatch(1);
    Finding spark =
        findings(
                conf -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return "never";
                })
            .get("spark");
    assertTrue(spark.isWrong() && spark.text().contains("no answer in 5 s"), spark.line());
  }

  @Test
  void whatASessionThrowsIsOneLine() {
    Finding spark =
        findings(
                conf -> {
                  throw new IllegalStateException(new IOException("no route\nto host"));
                })
            .get("spark");
    assertEquals(Finding.wrong("spark", "IOException: no route"), spark);
  }

  @Test
  void gpuThatNobodyHasIsWrong() {
    assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "somebody has one here");
    Finding device = finding("device", "compute.device=gpu");
    assertTrue(device.isWrong() && device.text().contains("compute.device = cpu"), device.line());
  }

  @Test
  void memoryThatThereIsNot() {
    assertEquals(Finding.State.OK, Machine.memory(4 * GIB, 4 * GIB, 16 * GIB).state());
    assertEquals(Finding.State.POOR, Machine.memory(4 * GIB, 4 * GIB, 6 * GIB).state());
    assertEquals(Finding.State.POOR, Machine.memory(GIB, GIB, 6 * GIB).state());
    assertThrows(UserError.class, () -> Machine.memory(8 * GIB, GIB, 6 * GIB));
    assertThrows(UserError.class, () -> Machine.memory(GIB / 4, GIB, 6 * GIB));
  }
}
