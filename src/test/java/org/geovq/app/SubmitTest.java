package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.geovq.app.Installation.End;
import org.geovq.run.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * submit/geovq as installed on a host, to a stand-alone cluster of real processes: with the driver
 * here and there, with the build's own Spark and with one that is installed.
 */
class SubmitTest {
  @TempDir private static Path folder;
  private static Installation installation;
  private static String master;

  @BeforeAll
  static void install() throws Exception {
    installation = new Installation(folder);
    int port = freePort();
    End started =
        installation.run(
            Map.of(), "cluster", "start", "--workers", "1", "--cores", "2", "--port", "" + port);
    assertEquals(0, started.code(), started.output());
    master = "spark://127.0.0.1:" + port;
    assertEquals(master, started.output().strip());
  }

  @AfterAll
  static void stop() throws Exception {
    assertEquals(0, installation.run(Map.of(), "cluster", "stop").code());
    installation.close();
  }

  @Test
  void withTheDriverOnTheClusterTheFileOfThisHostIsReadHere() throws Exception {
    Path run = folder.resolve("there");
    Path conf = installation.settings("there.conf");
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
    assertEquals(0, end.code(), end.last() + driverLog(run));
    Manifest manifest = Installation.images(run);
    assertEquals(60, manifest.count("train"));
    assertEquals("7", manifest.configuration().get("seed"));
    String log = driverLog(run);
    // One line each: what begins, what is done.
    assertEquals(
        List.of("ingest: reads", "ingest: done in"),
        log.lines()
            .filter(line -> line.matches("\\d\\d:\\d\\d:\\d\\d ingest: .*"))
            .map(line -> line.replaceAll(".{9}(ingest: (reads|done in)).*", "$1"))
            .toList(),
        log);
    assertFalse(end.output().contains("ingest: done"), "it ran there: " + end.output());
    assertFalse(log.contains("there.conf"), "the driver has not seen the file");
  }

  @Test
  void soIsTheOneThatTheLibrarysOwnPropertyNamesWithASparkThatIsInstalled() throws Exception {
    Path run = folder.resolve("property");
    Path conf = installation.settings("property.conf");
    End end =
        geovq(
            Map.of(
                "GEOVQ_JAVA_OPTIONS",
                "-Dconfig.file=" + conf,
                "SPARK_HOME",
                installation.spark().toString()),
            "ingest",
            "--run-dir=" + run,
            "--deploy-mode=cluster");
    assertEquals(0, end.code(), end.last() + driverLog(run));
    assertEquals(60, Installation.images(run).count("train"));
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
            Map.of("SPARK_HOME", installation.spark().toString()),
            "run",
            "--until",
            "train-vae",
            "--conf",
            installation.settings("installed.conf").toString(),
            "--run-dir",
            run.toString(),
            "--deploy-mode",
            "client");
    assertEquals(0, end.code(), end.last());
    assertTrue(Files.exists(installation.spark().resolve("used")));
    assertFalse(end.output().contains(" INFO "), "our logging there too: " + end.last());
    assertEquals(60, Installation.images(run).count("train"));
    assertTrue(Files.exists(run.resolve("vae/_manifest.json")));
  }

  @Test
  void aWrongModeIsToldInOneSentence() throws Exception {
    End end = geovq(Map.of(), "run", "--deploy-mode", "remote");
    assertEquals(2, end.code());
    assertEquals(
        "geovq: --deploy-mode is remote; expected client or cluster", end.output().strip());
    end =
        installation.run(
            Map.of(), "geovq", "run", "--master", "local[2]", "--deploy-mode", "cluster");
    assertEquals(2, end.code());
    assertTrue(
        end.output().startsWith("geovq: --deploy-mode cluster needs --master"), end.output());
  }

  @Test
  void aWrongMasterOrSizeIsToldInOneSentence() throws Exception {
    for (String wrong : List.of("local[0]", "spark://host", "foo", "")) {
      End end = installation.run(Map.of(), "geovq", "run", "--master", wrong);
      assertEquals(2, end.code());
      assertEquals(
          "geovq: --master is "
              + wrong
              + "; expected local[N], local[*], spark://HOST:PORT, yarn or k8s://URL",
          end.output().strip());
    }
    End end = installation.run(Map.of("GEOVQ_HEAP", "much"), "geovq", "run");
    assertEquals(2, end.code());
    assertEquals(
        "geovq: GEOVQ_HEAP or GEOVQ_OFFHEAP is much; expected a size such as 4g",
        end.output().strip());
  }

  /** The image has the libraries; Spark would ask where to put those of this host. */
  @Test
  void nothingIsSentToKubernetes() throws Exception {
    List<String> told = withStub("ingest", "--master", "k8s://https://127.0.0.1:1");
    assertTrue(told.contains("local:///opt/geovq/geovq.jar"), told::toString);
    assertFalse(told.contains("--jars"), told::toString);
  }

  /** Off-heap memory of 4 GiB and one more for Java itself, which YARN and Kubernetes count. */
  @Test
  void theDriversContainerHasRoomForItsKernels() throws Exception {
    List<String> told = withStub("ingest", "--master", "k8s://https://127.0.0.1:1");
    assertTrue(told.contains("spark.driver.memoryOverhead=5120m"), told::toString);
  }

  @Test
  void aHeapThatNobodyAskedForGivesWayToTheProfiles() throws Exception {
    Path profile = Files.writeString(folder.resolve("heap.conf"), "spark.driver.memory  30g\n");
    String set = "GEOVQ_PROFILE";
    String heap = "GEOVQ_HEAP";
    assertTrue(withStub(Map.of(), "ingest", "--master", "yarn").contains("--driver-memory"));
    List<String> told =
        withStub(Map.of(set, profile.toString(), heap, ""), "ingest", "--master", "yarn");
    assertFalse(told.contains("--driver-memory"), told::toString);
    told = withStub(Map.of(set, profile.toString(), heap, "9g"), "ingest", "--master", "yarn");
    assertTrue(told.contains("9g"), told::toString);
  }

  /** All that the configuration sets would win over what an ablation leaves out. */
  @Test
  void anAblationKeepsItsDriverHere() throws Exception {
    End end =
        installation.run(
            Map.of(), "geovq", "ablate", "--master", "yarn", "--deploy-mode", "cluster");
    assertEquals(2, end.code());
    assertTrue(
        end.output().startsWith("geovq: --deploy-mode cluster needs --master"), end.output());
  }

  /** What a key changes is known where the run lies that is used. */
  @Test
  void keysOfEncodeAndDecodeAreSentAsTheyAre() throws Exception {
    for (String command : List.of("encode", "decode")) {
      List<String> told =
          withStub(command, "--set", "data.dir=hdfs://b/images", "--master", "spark://b:7077");
      assertTrue(told.contains("data.dir=hdfs://b/images"), told::toString);
    }
  }

  /** With the driver on the cluster: what a spark-submit is told that does nothing. */
  private List<String> withStub(String... arguments) throws Exception {
    return withStub(Map.of(), arguments);
  }

  private List<String> withStub(Map<String, String> environment, String... arguments)
      throws Exception {
    Path stub = Files.createDirectories(folder.resolve("stub/bin")).resolve("spark-submit");
    Files.writeString(stub, "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\"\n");
    assertTrue(stub.toFile().setExecutable(true));
    List<String> all = new ArrayList<>(List.of("geovq"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--deploy-mode", "cluster"));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("SPARK_HOME", folder.resolve("stub").toString());
    End end = installation.run(variables, all.toArray(String[]::new));
    assertEquals(0, end.code(), end.output());
    return end.output().lines().toList();
  }

  /** What the driver of a run has said on the cluster. */
  private static String driverLog(Path run) throws IOException {
    return Installation.said(
        installation.cluster(), ".*/driver-[^/]*/stderr", "run file:" + run + " on ");
  }

  private static End geovq(Map<String, String> environment, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("geovq"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--master", master));
    return installation.run(environment, all.toArray(String[]::new));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
