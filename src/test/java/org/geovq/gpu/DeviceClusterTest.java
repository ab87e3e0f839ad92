package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors that are processes of their own, to which Spark's stand-alone worker gives cards that a
 * stand-in of nvidia-smi and the real discovery script tell it of.
 */
class DeviceClusterTest {
  private static final String TWO_T4 =
      """
      0, GPU-aaaaaaaa-0000-0000-0000-%1$012d, 7.5, Tesla T4, 15360, 525.105.17, [N/A]
      1, GPU-bbbbbbbb-0000-0000-0000-%1$012d, 7.5, Tesla T4, 15360, 525.105.17, [N/A]
      """
          .formatted(ProcessHandle.current().pid());

  @TempDir private Path folder;

  /** The files that lock its cards; no other test has cards of these names. */
  @AfterAll
  static void clean() throws IOException {
    for (GpuCard card : NvidiaSmi.parse(TWO_T4)) {
      Files.deleteIfExists(Path.of("/tmp", "geovq-" + card.uuid() + ".lock"));
    }
  }

  /** What it ended with and printed. */
  private record End(int code, String log) {}

  @Test
  void eachExecutorHasTheCardThatSparkGaveIt() throws Exception {
    cards(TWO_T4);
    End end = run("org.geovq.gpu.StandIn", 2, Path.of("submit/gpu-discovery").toAbsolutePath());
    assertEquals(0, end.code(), end.log());
    long id = ProcessHandle.current().pid();
    for (String card : List.of("[0], card GPU-aaaaaaaa", "[1], card GPU-bbbbbbbb")) {
      String line = "address %s-0000-0000-0000-%012d, sum 3".formatted(card, id);
      assertTrue(end.log().contains(line), end.log());
    }
  }

  /** The discovery script names one card twice, by index and by UUID, as a faulty one may. */
  @Test
  void twoExecutorsOnOneCardEndTheRunWithOneSentence() throws Exception {
    cards(TWO_T4);
    String uuid = TWO_T4.substring(3, TWO_T4.indexOf(',', 3));
    Path faulty =
        Smi.script(
            folder.resolve("discovery"),
            "echo '{\"name\":\"gpu\",\"addresses\":[\"0\",\"" + uuid + "\"]}'\n");
    End end = run("org.geovq.gpu.StandIn", 2, faulty);
    assertEquals(2, end.code(), end.log());
    assertTrue(end.log().contains("refused: Executor "), end.log());
    assertTrue(end.log().contains("is in use by another executor"), end.log());
  }

  @Test
  void aCardThatIsNotServedEndsTheRunWithOneSentence() throws Exception {
    cards(Smi.H200);
    End end =
        run(
            "org.geovq.app.Main",
            1,
            Path.of("submit/gpu-discovery").toAbsolutePath(),
            "ingest",
            "--run-dir",
            folder.resolve("run").toString(),
            "--master",
            "local-cluster[1,1,1024]",
            "--set",
            "compute.device=gpu");
    assertEquals(2, end.code(), end.log());
    String last = end.log().lines().reduce((first, second) -> second).orElseThrow();
    assertTrue(last.matches("[0-9:]+ Executor 0 on \\S+: GPU 0 \\(NVIDIA H200.*"), end.log());
    assertTrue(last.contains("set compute.device = cpu."), last);
    assertFalse(end.log().contains("Exception"), end.log());
  }

  @Test
  void localModeSaysTheSame() throws Exception {
    cards(Smi.H200);
    End end =
        run(
            "org.geovq.app.Main",
            0,
            null,
            "ingest",
            "--run-dir",
            folder.resolve("run").toString(),
            "--master",
            "local[1]",
            "--set",
            "compute.device=gpu");
    assertEquals(2, end.code(), end.log());
    assertTrue(end.log().contains("GPU 0 (NVIDIA H200"), end.log());
    assertFalse(end.log().contains("Exception"), end.log());
  }

  private void cards(String output) throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    // The discovery script asks for the first two fields alone.
    String short2 = output.replaceAll("(?m)^(\\d+, GPU-[^,]+),.*$", "$1");
    Smi.script(
        folder.resolve("bin/nvidia-smi"),
        "if [[ $1 == --query-gpu=index,uuid ]]; then cat << 'END'\n"
            + short2
            + "END\nelse cat << 'END'\n"
            + output
            + "END\nfi\n");
  }

  private End run(String main, int cards, Path discovery, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    String classes = System.getProperty("java.class.path");
    command.addAll(List.of("-Xmx512m", "-cp", classes));
    command.add("-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"));
    if (cards > 0) {
      command.addAll(spark(classes, cards, discovery));
    }
    command.add(main);
    command.addAll(Arrays.asList(arguments));
    return end(command);
  }

  private static List<String> spark(String classes, int cards, Path discovery) {
    return List.of(
        "-Dspark.master=local-cluster[1,%d,%d]".formatted(cards, cards * 600),
        "-Dspark.app.name=cards",
        "-Dspark.ui.enabled=false",
        "-Dspark.executor.extraClassPath=" + classes,
        "-Dspark.executor.cores=1",
        "-Dspark.executor.memory=600m",
        "-Dspark.scheduler.minRegisteredResourcesRatio=1",
        "-Dspark.worker.resource.gpu.amount=" + cards,
        "-Dspark.worker.resource.gpu.discoveryScript=" + discovery,
        "-Dspark.executor.resource.gpu.amount=1",
        "-Dspark.task.resource.gpu.amount=1");
  }

  private End end(List<String> command) throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    // Spark looks there for its own jars before it starts an executor; they are on the class path.
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    Files.createDirectories(folder.resolve("jars"));
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), () -> "it hangs: " + read(log));
      return new End(process.exitValue(), Files.readString(log));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
