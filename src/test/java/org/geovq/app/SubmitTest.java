package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.geovq.run.Manifest;
import org.geovq.run.RunDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * submit/geovq as installed on a host, to a stand-alone cluster of real processes: with the driver
 * here and there, with the build's own Spark and with one that is installed.
 */
class SubmitTest {
  private static final List<String> TINY =
      List.of(
          "data.strokes.train-images = 80",
          "data.strokes.test-images = 20",
          "data.validation-images = 20");

  @TempDir private static Path folder;
  private static Path home;
  private static Path spark;
  private static String master;

  /** What a command ended with and printed. */
  private record End(int code, String output) {}

  @BeforeAll
  static void install() throws Exception {
    home = folder.resolve("home");
    for (String script : List.of("geovq", "cluster")) {
      copy(Path.of("submit", script));
    }
    copy(Path.of("conf/log4j2.properties"));
    copy(Path.of("conf/log4j2-cluster.properties"));
    spark = folder.resolve("spark");
    layOutJars();
    Path submit = Files.createDirectories(spark.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, SPARK_SUBMIT);
    assertTrue(submit.toFile().setExecutable(true));
    int port = freePort();
    End started =
        run(Map.of(), "cluster", "start", "--workers", "1", "--cores", "2", "--port", "" + port);
    assertEquals(0, started.code(), started.output());
    master = "spark://127.0.0.1:" + port;
    assertEquals(master, started.output().strip());
  }

  /** What the script of a Spark that is installed comes down to. */
  private static final String SPARK_SUBMIT =
      """
      #!/usr/bin/env bash
      spark=$(cd "$(dirname "$0")/.." && pwd)
      opens=()
      for p in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \\
        java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
        opens+=("--add-opens=java.base/$p=ALL-UNNAMED")
      done
      touch "$spark/used"
      exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g "${opens[@]}" -cp "$spark/jars/*" org.apache.spark.deploy.SparkSubmit "$@"
      """;

  private static void copy(Path file) throws IOException {
    Path target = home.resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
  }

  /**
   * geovq's own jar and all libraries as the build lays them out; and what a Spark that is
   * installed has: the same less what is DL4J's and ours.
   */
  private static void layOutJars() throws IOException {
    Path libraries = Files.createDirectories(home.resolve("target/lib"));
    Path jars = Files.createDirectories(spark.resolve("jars"));
    Pattern ours =
        Pattern.compile(
            ".*/(org/nd4j|org/deeplearning4j|org/datavec|org/bytedeco|info/picocli"
                + "|com/typesafe/config|me/tongfei|org/jline|org/knowm|com/samskivert|org/junit)/.*");
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (Files.isDirectory(jar)) {
        if (!entry.endsWith("test-classes")) {
          pack(jar, home.resolve("geovq.jar"));
        }
      } else if (!entry.contains("minicluster")) {
        Files.createSymbolicLink(libraries.resolve(jar.getFileName()), jar);
        if (!ours.matcher(entry).matches()) {
          Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
      }
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, packed);
        packed.closeEntry();
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    assertEquals(0, run(Map.of(), "cluster", "stop").code());
  }

  @Test
  void withTheDriverOnTheClusterTheFileOfThisHostIsReadHere() throws Exception {
    Path run = folder.resolve("there");
    Path conf = settings("there.conf");
    End end =
        geovq(
            Map.of(),
            "run",
            "--until",
            "ingest",
            "--conf",
            conf.toString(),
            "--set",
            "seed=7",
            "--run-dir",
            run.toString(),
            "--deploy-mode",
            "cluster");
    assertEquals(0, end.code(), end.output() + driverLog());
    Manifest manifest = manifest(run);
    assertEquals(60, manifest.count("train"));
    assertEquals("7", manifest.configuration().get("seed"));
    String log = driverLog();
    assertTrue(log.contains("ingest: done"), log);
    assertFalse(end.output().contains("ingest: done"), "it ran there: " + end.output());
    assertFalse(log.contains("there.conf"), "the driver has not seen the file");
  }

  @Test
  void soIsTheOneThatTheLibrarysOwnPropertyNames() throws Exception {
    Path run = folder.resolve("property");
    Path conf = settings("property.conf");
    End end =
        geovq(
            Map.of("GEOVQ_JAVA_OPTIONS", "-Dconfig.file=" + conf),
            "ingest",
            "--run-dir=" + run,
            "--deploy-mode=cluster");
    assertEquals(0, end.code(), end.output() + driverLog());
    assertEquals(60, manifest(run).count("train"));
  }

  @Test
  void whatIsWrongInTheFileIsSaidHere() throws Exception {
    Path conf = Files.writeString(folder.resolve("wrong.conf"), "graph.k = many");
    End end = geovq(Map.of(), "run", "--conf", conf.toString(), "--deploy-mode", "cluster");
    assertEquals(2, end.code(), end.output());
    assertTrue(end.output().contains("graph.k = many"), end.output());
  }

  @Test
  void anInstalledSparkGetsOurLibrariesAndKeepsItsOwn() throws Exception {
    Path run = folder.resolve("installed");
    End end =
        geovq(
            Map.of("SPARK_HOME", spark.toString()),
            "run",
            "--until",
            "train-vae",
            "--conf",
            settings("installed.conf").toString(),
            "--run-dir",
            run.toString(),
            "--deploy-mode",
            "client");
    assertEquals(0, end.code(), end.output());
    assertTrue(Files.exists(spark.resolve("used")));
    assertEquals(60, manifest(run).count("train"));
    assertTrue(Files.exists(run.resolve("vae/manifest.json")));
  }

  @Test
  void aWrongModeIsToldInOneSentence() throws Exception {
    End end = geovq(Map.of(), "run", "--deploy-mode", "remote");
    assertEquals(2, end.code());
    assertEquals(
        "geovq: --deploy-mode is remote; expected client or cluster", end.output().strip());
    end = run(Map.of(), "geovq", "run", "--master", "local[2]", "--deploy-mode", "cluster");
    assertEquals(2, end.code());
    assertTrue(
        end.output().startsWith("geovq: --deploy-mode cluster needs --master"), end.output());
  }

  private static Path settings(String name) throws IOException {
    List<String> lines = new ArrayList<>(TINY);
    lines.addAll(
        List.of("vae { width = 4, blocks = 0", "training { epochs = 1, batch-size = 20 } }"));
    return Files.write(folder.resolve(name), lines);
  }

  private static Manifest manifest(Path run) throws IOException {
    return new RunDirectory(run.toString(), new Configuration()).manifest("images").orElseThrow();
  }

  /** What drivers on the cluster have said. */
  private static String driverLog() throws IOException {
    StringBuilder said = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder.resolve("cluster"))) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*/driver-[^/]*/std(err|out)")).toList()) {
        said.append(Files.readString(file));
      }
    }
    return said.toString();
  }

  private static End geovq(Map<String, String> environment, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("geovq"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--master", master));
    return run(environment, all.toArray(String[]::new));
  }

  private static End run(Map<String, String> environment, String... command) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(command));
    all.set(0, home.resolve("submit").resolve(command[0]).toString());
    Path output = Files.createTempFile(folder, "said", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("GEOVQ_CLUSTER_DIR", folder.resolve("cluster").toString());
    variables.put("GEOVQ_HEAP", "1g");
    variables.put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(variables);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(3, TimeUnit.MINUTES), () -> "it hangs: " + read(output));
      return new End(process.exitValue(), Files.readString(output));
    } finally {
      process
          .descendants()
          .filter(p -> !command[0].equals("cluster"))
          .forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
