package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * submit/profiles/secure.conf with real processes on loopback: a driver, the executor that it
 * starts, and others that come to it.
 */
class SecureClusterTest {
  private static final String SECRET = "correct-horse-battery-staple";
  private static final String STORAGE_SECRET = "the-key-of-the-bucket";

  @TempDir private static Path folder;
  private static Process driver;
  private static BufferedReader said;
  private static String sum;
  private static String exit;
  private static String port;
  private static String application;
  private static List<String> commands;

  @BeforeAll
  static void startTheDriver() throws Exception {
    Files.createDirectories(folder.resolve("jars"));
    Files.createDirectories(folder.resolve("events"));
    List<String> options = profile();
    options.add("-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path"));
    options.add("-Dspark.eventLog.enabled=true");
    options.add("-Dspark.eventLog.dir=" + folder.resolve("events").toUri());
    options.add("-Dspark.hadoop.fs.s3a.secret.key=" + STORAGE_SECRET);
    driver =
        start(
            "driver",
            SECRET,
            options,
            SecureDriver.class.getName(),
            List.of(
                "run",
                "--until",
                "ingest",
                "--run-dir",
                folder.resolve("run").toString(),
                "--set",
                "data.strokes.train-images=80",
                "--set",
                "data.strokes.test-images=20",
                "--set",
                "data.validation-images=20"));
    said = driver.inputReader(StandardCharsets.UTF_8);
    sum = next("SUM ");
    exit = next("EXIT ");
    port = next("PORT ");
    application = next("APPLICATION ");
    commands =
        Stream.concat(Stream.of(driver.toHandle()), driver.descendants())
            .map(process -> process.info().commandLine().orElse(""))
            .toList();
  }

  @AfterAll
  static void stop() {
    driver.descendants().forEach(ProcessHandle::destroyForcibly);
    driver.destroyForcibly();
  }

  @Test
  void executorsComputeUnderTheProfile() {
    assertEquals("19999900000", sum);
    assertEquals("0", exit);
  }

  @Test
  void anExecutorWithTheWrongSecretIsRefused() throws Exception {
    assertEquals("0", executors());
    Process stranger = executor("stranger", "77", "wrong-horse");
    try {
      assertTrue(stranger.waitFor(60, TimeUnit.SECONDS), "it still tries");
      assertNotEquals(0, stranger.exitValue());
      assertFalse(executors().contains("77"));
    } finally {
      stranger.destroyForcibly();
    }
    // Nothing but the secret kept it out.
    Process friend = executor("friend", "78", SECRET);
    try {
      while (!executors().contains("78")) {
        assertTrue(friend.isAlive(), Files.readString(folder.resolve("friend.log")));
        Thread.sleep(100);
      }
    } finally {
      friend.destroyForcibly();
    }
  }

  @Test
  void secretsAreWrittenNowhere() throws Exception {
    for (String command : commands) {
      assertFalse(command.contains(SECRET), command);
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    // The run's manifest and log, what driver and executor printed, and Spark's events.
    for (String expected : List.of("_manifest.json", ".log", "driver.log", "stderr", application)) {
      assertTrue(files.stream().anyMatch(file -> file.toString().contains(expected)), expected);
    }
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertFalse(text.contains(SECRET) || text.contains(STORAGE_SECRET), file.toString());
    }
  }

  /** The profile as options of a JVM. */
  private static List<String> profile() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(Path.of("submit/profiles/secure.conf"))) {
      properties.load(in);
    }
    List<String> options = new ArrayList<>();
    properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
    return options;
  }

  private static Process executor(String name, String id, String secret) throws IOException {
    return start(
        name,
        secret,
        profile(),
        "org.apache.spark.executor.CoarseGrainedExecutorBackend",
        List.of(
            "--driver-url",
            "spark://CoarseGrainedScheduler@localhost:" + port,
            "--executor-id",
            id,
            "--hostname",
            "localhost",
            "--cores",
            "1",
            "--app-id",
            application,
            "--resourceProfileId",
            "0"));
  }

  private static Process start(
      String name, String secret, List<String> options, String main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(options);
    command.add("-Xmx512m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve(name + ".log").toFile());
    builder.environment().put("_SPARK_AUTH_SECRET", secret);
    // Spark looks there for its own jars before it starts an executor; they are on the class path.
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    return builder.start();
  }

  private static String executors() throws IOException {
    driver.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
    return next("EXECUTORS ");
  }

  private static String next(String word) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(word)) {
        return line.substring(word.length());
      }
    }
    throw new AssertionError("no " + word + ": " + Files.readString(folder.resolve("driver.log")));
  }
}
