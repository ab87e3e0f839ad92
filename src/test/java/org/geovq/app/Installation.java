package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
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

/** geovq as installed on a host, out of this process's class path, and a Spark beside it. */
final class Installation implements AutoCloseable {
  /** What the scripts of a Spark that is installed do: its launcher makes the command. */
  private static final String SPARK_SUBMIT =
      """
      #!/usr/bin/env bash
      export SPARK_HOME=$(cd "$(dirname "$0")/.." && pwd) SPARK_SCALA_VERSION=2.12
      touch "$SPARK_HOME/used"
      command=()
      while IFS= read -r -d '' word; do
        command+=("$word")
      done < <("${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx128m -cp "$SPARK_HOME/jars/*" \
        org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
      # Before the command there is an empty word and an end of line.
      command[1]=${command[1]#$'\\n'}
      exec "${command[@]:1}"
      """;

  /** What only Hadoop's small clusters and JUnit need, and no host has. */
  private static final Pattern TESTS =
      Pattern.compile(
          ".*/(hadoop-client-minicluster|org/junit|junit/junit|org/bouncycastle|jakarta/xml/bind)/.*");

  private final Path folder;

  /** Empty: everything is put below it. */
  Installation(Path folder) throws IOException {
    this.folder = folder;
    for (String file :
        List.of(
            "submit/geovq",
            "submit/cluster",
            "conf/log4j2.properties",
            "conf/log4j2-cluster.properties")) {
      copy(Path.of(file));
    }
    layOutJars();
    Path submit = Files.createDirectories(spark().resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, SPARK_SUBMIT);
    assertTrue(submit.toFile().setExecutable(true));
    // Where submit/cluster's workers look for their Spark, with which they start executors.
    Files.createSymbolicLink(
        Files.createDirectories(cluster().resolve("spark")).resolve("jars"), jars());
  }

  /** Removes the links, of which JUnit would warn. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  Path home() {
    return folder.resolve("home");
  }

  /** A Spark as it is installed, without ours: for SPARK_HOME. */
  Path spark() {
    return folder.resolve("spark");
  }

  /** Where submit/cluster keeps its files. */
  Path cluster() {
    return folder.resolve("cluster");
  }

  private Path jars() {
    return spark().resolve("jars");
  }

  private void copy(Path file) throws IOException {
    Path target = home().resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
  }

  /**
   * geovq's own jar and all libraries as the build lays them out; and what a Spark that is
   * installed has: the same less what is DL4J's and ours.
   */
  private void layOutJars() throws IOException {
    Path libraries = Files.createDirectories(home().resolve("target/lib"));
    Path jars = Files.createDirectories(jars());
    Pattern ours =
        Pattern.compile(
            ".*/(org/nd4j|org/deeplearning4j|org/datavec|org/bytedeco|info/picocli"
                + "|com/typesafe/config|me/tongfei|org/jline|org/knowm|com/samskivert)/.*");
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (Files.isDirectory(jar)) {
        if (!entry.endsWith("test-classes")) {
          pack(jar, home().resolve("geovq.jar"));
        }
      } else if (!TESTS.matcher(entry).matches()) {
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

  /** A configuration file of a run that takes seconds. */
  Path settings(String name, String... more) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "data.strokes.train-images = 80",
                "data.strokes.test-images = 20",
                "data.validation-images = 20",
                "vae { width = 4, blocks = 0",
                "training { epochs = 1, batch-size = 20 } }"));
    lines.addAll(List.of(more));
    return Files.write(folder.resolve(name), lines);
  }

  static Manifest images(Path run) throws IOException {
    return new RunDirectory(run.toString(), new Configuration()).manifest("images").orElseThrow();
  }

  /** The files below a folder whose path is such and that have some words in them. */
  static String said(Path place, String path, String words) throws IOException {
    StringBuilder said = new StringBuilder();
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.filter(f -> f.toString().matches(path)).toList()) {
        String text = Files.readString(file);
        said.append(text.contains(words) ? text : "");
      }
    }
    return said.toString();
  }

  /** What a command ended with and printed. */
  record End(int code, String output) {
    /** The last of what was printed. */
    String last() {
      return output.substring(Math.max(0, output.length() - 4000));
    }
  }

  /**
   * Runs a script of submit/ to its end.
   *
   * @param command its name and arguments
   */
  End run(Map<String, String> environment, String... command) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(command));
    all.set(0, home().resolve("submit").resolve(command[0]).toString());
    Path output = Files.createTempFile(folder, "said", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().remove("SPARK_HOME");
    builder
        .environment()
        .putAll(
            Map.of(
                "GEOVQ_CLUSTER_DIR",
                cluster().toString(),
                "GEOVQ_HEAP",
                "1g",
                "SPARK_LOCAL_IP",
                "127.0.0.1"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      End end = new End(ended ? process.exitValue() : -1, Files.readString(output));
      assertTrue(ended, () -> "it hangs: " + end.last());
      return end;
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }
}
