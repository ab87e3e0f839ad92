package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Device;
import org.junit.jupiter.api.Test;

class ComputeTest {
  private static final String CLUSTER = "spark://host:7077";
  private static final String OPTIONS = "spark.executor.extraJavaOptions";

  private static SparkConf conf(String master) {
    return new SparkConf(false).setMaster(master);
  }

  private static SparkConf gpus() {
    return conf(CLUSTER).set(Compute.EXECUTOR_GPUS, "1").set(Compute.TASK_GPUS, "1");
  }

  private static SparkConf apply(SparkConf conf, Device device, int memory) {
    Compute.prepare(conf, new Settings.Compute(device, memory), "-onednn");
    return conf;
  }

  private static String complaint(SparkConf conf, Device device, int memory) {
    return assertThrows(UserError.class, () -> apply(conf, device, memory)).getMessage();
  }

  @Test
  void withoutGpusNothingChangesButTheKernels() {
    assumeFalse(Backend.CUDA.present());
    for (Device device : new Device[] {Device.AUTO, Device.CPU}) {
      SparkConf expected =
          conf(CLUSTER).set(OPTIONS, "-Dorg.bytedeco.javacpp.platform.extension=-onednn");
      assertEquals(expected.toDebugString(), apply(conf(CLUSTER), device, 0).toDebugString());
    }
  }

  @Test
  void autoTakesTheGpusThatSparkWasAskedFor() {
    SparkConf conf = apply(gpus(), Device.AUTO, 0);
    assertEquals("gpu", conf.get(Compute.DEVICE));
    assertEquals(DevicePlugin.class.getName(), conf.get(Compute.PLUGINS));
  }

  @Test
  void cpuLeavesThemAlone() {
    assertFalse(apply(gpus(), Device.CPU, 0).get(Compute.DEVICE, "cpu").equals("gpu"));
  }

  @Test
  void gpuWithoutGpusOfSparkIsRefused() {
    String complaint = complaint(conf(CLUSTER), Device.GPU, 0);
    assertTrue(complaint.contains("set spark.executor.resource.gpu.amount = 1"), complaint);
  }

  @Test
  void gpusOfTasksAreRefusedInLocalModeWhereTheyHang() {
    SparkConf conf = conf("local[*]").set(Compute.TASK_GPUS, "1");
    assertTrue(complaint(conf, Device.AUTO, 0).contains("would wait for ever"));
  }

  @Test
  void localModeIsOneProcessAndLocalClusterIsNot() {
    assertTrue(Compute.isLocal(conf("local")));
    assertTrue(Compute.isLocal(conf("local[2]")));
    assertFalse(Compute.isLocal(conf("local-cluster[2,1,1024]")));
  }

  @Test
  void pluginsAndOptionsThatAreThereStay() {
    SparkConf conf = gpus().set(Compute.PLUGINS, "com.example.Plugin").set(OPTIONS, "-XX:+UseG1GC");
    apply(apply(conf, Device.GPU, 0), Device.GPU, 0);
    assertEquals("com.example.Plugin," + DevicePlugin.class.getName(), conf.get(Compute.PLUGINS));
    assertEquals(
        "-XX:+UseG1GC -Dorg.bytedeco.javacpp.platform.extension=-onednn", conf.get(OPTIONS));
  }

  /** 16,384: reserve 1,638 + 2,048, the rest of 12,698 in two halves. */
  @Test
  void memoryIsPartedAsTheDocumentationSays() {
    SparkConf conf = apply(gpus(), Device.GPU, 16_384);
    assertEquals("6349m", conf.get("spark.executor.memory"));
    assertEquals("10035m", conf.get("spark.executor.memoryOverhead"));
    assertEquals(
        "-Dorg.bytedeco.javacpp.platform.extension=-onednn -Dorg.bytedeco.javacpp.maxbytes=6349m"
            + " -Dorg.bytedeco.javacpp.maxphysicalbytes=0",
        conf.get(OPTIONS));
  }

  @Test
  void thePartsOfMemoryAreTheWhole() {
    for (int total = 4096; total < 100_000; total += 997) {
      for (boolean cuda : new boolean[] {false, true}) {
        ExecutorMemory parts = ExecutorMemory.of(total, cuda);
        assertEquals(total, parts.heap() + parts.overhead());
        assertTrue(parts.heap() >= 512 && parts.offHeap() >= parts.heap(), parts.toString());
      }
    }
    assertEquals(new ExecutorMemory(640, 640, 768), ExecutorMemory.of(2048, false));
  }

  @Test
  void whatSparkWasToldOfMemoryWins() {
    SparkConf conf =
        gpus()
            .set("spark.executor.memory", "3g")
            .set(OPTIONS, "-Dorg.bytedeco.javacpp.maxbytes=2g");
    apply(conf, Device.GPU, 16_384);
    assertEquals("3g", conf.get("spark.executor.memory"));
    assertTrue(conf.get(OPTIONS).startsWith("-Dorg.bytedeco.javacpp.maxbytes=2g "));
    assertFalse(conf.get(OPTIONS).contains("maxbytes=6349m"));
  }

  @Test
  void anExecutorWithACardNeedsFourGibibytes() {
    assertTrue(complaint(gpus(), Device.GPU, 2048).contains("at least 4,096"));
    apply(conf(CLUSTER), Device.CPU, 2048);
  }

  /** It is Spark's own format; what geovq makes of it is what its comments say. */
  @Test
  void theProfileGivesEachExecutorOneCardAndOneTask() throws IOException {
    Properties profile = new Properties();
    try (var in = Files.newInputStream(Path.of("submit/profiles/standalone-gpu.conf"))) {
      profile.load(in);
    }
    SparkConf conf = conf(CLUSTER);
    profile.stringPropertyNames().forEach(key -> conf.set(key, profile.getProperty(key).strip()));
    apply(conf, Device.AUTO, 0);
    assertEquals("gpu", conf.get(Compute.DEVICE));
    assertEquals(1, conf.getInt(Compute.EXECUTOR_GPUS, 0));
    assertEquals(1, conf.getInt(Compute.TASK_GPUS, 0));
    assertEquals(conf.get("spark.executor.cores"), conf.get("spark.task.cpus"));
  }
}
