package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.geovq.SharedSpark;
import org.geovq.app.Installation.End;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * submit/geovq on YARN: a resource manager and a node manager in this process, whose containers are
 * processes of their own. Under the profile yarn, which has Spark's part of it.
 */
@EnabledIf("sparkKnowsYarn")
class YarnTest {
  @TempDir private static Path folder;
  private static Installation installation;
  private static MiniYARNCluster yarn;

  static boolean sparkKnowsYarn() {
    return YarnTest.class.getResource("/org/apache/spark/deploy/yarn/ApplicationMaster.class")
        != null;
  }

  @BeforeAll
  static void start() throws Exception {
    SharedSpark.makeTemporaryDirectory();
    installation = new Installation(folder);
    Configuration conf = new YarnConfiguration();
    // It is no matter here how full this disk is.
    conf.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    conf.set("yarn.nodemanager.vmem-check-enabled", "false");
    conf.set("yarn.nodemanager.delete.debug-delay-sec", "600");
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    yarn = new MiniYARNCluster("yarn", 1, 1, 1);
    yarn.init(conf);
    yarn.start();
    assertTrue(yarn.waitForNodeManagersToConnect(60_000));
    Path site = Files.createDirectories(folder.resolve("hadoop")).resolve("yarn-site.xml");
    try (OutputStream out = Files.newOutputStream(site)) {
      yarn.getConfig().writeXml(out);
    }
    Files.write(
        folder.resolve("yarn.conf"),
        List.of(
            "spark.yarn.jars local:" + installation.home() + "/target/lib/*",
            "spark.yarn.stagingDir file:" + folder.resolve("staging"),
            "spark.yarn.appMasterEnv.JAVA_HOME " + System.getProperty("java.home"),
            "spark.executorEnv.JAVA_HOME " + System.getProperty("java.home"),
            "spark.yarn.maxAppAttempts 1",
            "spark.executor.instances 1",
            "spark.executor.memory 700m"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (yarn != null) {
      yarn.stop();
    }
    installation.close();
  }

  @Test
  void aRunWithItsDriverInAContainerEndsWithZero() throws Exception {
    Path run = folder.resolve("there");
    Path conf = installation.settings("there.conf");
    End end = geovq("cluster", "run", "--until", "train-vae", "--conf=" + conf, "--run-dir=" + run);
    assertEquals(0, end.code(), end.last());
    assertEquals(60, Installation.images(run).count("train"));
    assertTrue(Files.exists(run.resolve("vae/_manifest.json")));
    assertEquals("SUCCEEDED", last().getFinalApplicationStatus().toString());
  }

  @Test
  void soDoesOneWithItsDriverHere() throws Exception {
    Path run = folder.resolve("here");
    Path conf = installation.settings("here.conf");
    End end = geovq("client", "ingest", "--conf=" + conf, "--run-dir=" + run);
    assertEquals(0, end.code(), end.last());
    assertEquals(60, Installation.images(run).count("train"));
    assertEquals("SUCCEEDED", last().getFinalApplicationStatus().toString());
  }

  @Test
  void whatCanBeMendedComesFromADriverHereAsTwo() throws Exception {
    End end = geovq("client", missing());
    assertEquals(2, end.code(), end.last());
    assertTrue(end.output().contains("no-such-folder"), end.last());
  }

  /** Spark's client tells only that it went wrong; YARN keeps the code. */
  @Test
  void fromADriverInAContainerYarnHasIt() throws Exception {
    End end = geovq("cluster", missing());
    assertEquals(1, end.code(), end.last());
    ApplicationReport report = last();
    assertEquals("FAILED", report.getFinalApplicationStatus().toString());
    assertTrue(
        report.getDiagnostics().contains("User application exited with status 2"),
        report.getDiagnostics());
    assertTrue(end.output().contains("User application exited with status 2"), end.last());
    Path logs = Path.of(yarn.getNodeManager(0).getConfig().get(YarnConfiguration.NM_LOG_DIRS));
    String said =
        Installation.said(
            logs, ".*/" + report.getApplicationId() + "/.*/stderr", "run file:" + folder);
    assertTrue(said.contains("no-such-folder"), said);
  }

  /** What only the driver finds out. */
  private static String[] missing() throws Exception {
    Path conf = installation.settings("missing.conf", "data.set = mnist");
    return new String[] {
      "ingest",
      "--conf=" + conf,
      "--set=data.dir=" + folder.resolve("no-such-folder"),
      "--run-dir=" + folder.resolve("missing")
    };
  }

  private static End geovq(String mode, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("geovq"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--master", "yarn", "--deploy-mode", mode));
    Map<String, String> environment =
        Map.of(
            "HADOOP_CONF_DIR",
            folder.resolve("hadoop").toString(),
            "GEOVQ_PROFILE",
            folder.resolve("yarn.conf").toString());
    return installation.run(environment, all.toArray(String[]::new));
  }

  /** The application that was submitted last. */
  private static ApplicationReport last() throws Exception {
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(yarn.getConfig());
      client.start();
      return client.getApplications().stream()
          .max((a, b) -> a.getApplicationId().compareTo(b.getApplicationId()))
          .orElseThrow();
    }
  }
}
