package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A tiny run in a process of its own that something is done to. */
final class FaultyRun {
  private final Path folder;
  private final Path run;
  private final String master;
  private final String[] settings;
  private final Path log;
  private final EventLog events;
  private Process process;
  private long begin;

  /**
   * Starts nothing yet.
   *
   * @param folder for what is said; not the run's
   */
  FaultyRun(Path folder, Path run, String master, String... settings) throws IOException {
    this.folder = folder;
    this.run = run;
    this.master = master;
    this.settings = settings;
    String name = run.getFileName() + "-" + System.nanoTime();
    this.log = folder.resolve(name + ".log");
    this.events = new EventLog(folder.resolve(name + "-events"));
  }

  /** Starts {@code geovq run} with more arguments. */
  void start(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--master", master));
    arguments.addAll(List.of("--run-dir", run.toString()));
    arguments.addAll(Arrays.asList(more));
    TinyRun.settings(settings).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    List<String> options = new ArrayList<>(events.options());
    options.add("-Xmx1g");
    options.add("-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"));
    options.add("-Dspark.driver.host=127.0.0.1");
    options.add("-Dspark.executor.memory=700m");
    options.add("-Dspark.executor.extraClassPath=" + RealCluster.CLASSES);
    begin = System.nanoTime();
    process = ChildJvm.start(folder, log, options, arguments);
    // Of a test that failed.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Waits until a job is at work: the nth whose description begins so. */
  void awaitJob(String description, int nth) throws Exception {
    await(() -> events.count(description) >= nth);
    // Its tasks are sent out meanwhile.
    Thread.sleep(300);
  }

  /** Waits until Spark has noticed that so many executors are gone. */
  void awaitLoss(int executors) throws Exception {
    await(() -> events.losses().size() >= executors);
  }

  private void await(Callable<Boolean> reached) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (!reached.call()) {
      assertTrue(process.isAlive() && System.nanoTime() < end, said());
      Thread.sleep(20);
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Waits for a good end. */
  void assertDone() throws Exception {
    assertEquals(0, end(), said());
  }

  /** Waits for an end with exit code 2 and a sentence instead of a stack trace. */
  void assertRefused(String sentence) throws Exception {
    assertEquals(2, end(), said());
    assertTrue(said().contains(sentence), said());
    assertFalse(said().contains("\tat "), said());
  }

  private int end() throws Exception {
    assertTrue(process.waitFor(4, TimeUnit.MINUTES), "the run hangs");
    return process.exitValue();
  }

  long process() {
    return process.pid();
  }

  String said() throws IOException {
    return Files.readString(log);
  }

  EventLog events() {
    return events;
  }

  /** A row of the table in docs/faults.md, of a run that ended as the undisturbed one. */
  void reportEqual(String what) throws IOException {
    String when =
        events.losses().isEmpty()
            ? ""
            : " in %s, %d tasks lost".formatted(events.losses(), events.failedTasks());
    report(what + when, "equal");
  }

  /** A row of a run that ended with a sentence. */
  void reportRefused(String what) throws IOException {
    String sentence = said().strip().lines().reduce("", (former, line) -> line);
    report(what, "exit code 2: " + sentence.replaceAll("file:\\S+/|^[0-9:]+ ", ""));
  }

  private void report(String what, String result) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf("FAULT | %s | %s | %.0f s |%n", what, result, seconds);
  }
}
