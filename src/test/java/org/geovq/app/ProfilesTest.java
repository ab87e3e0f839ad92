package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.internal.config.ConfigEntry;
import org.geovq.stage.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The files of Spark properties below submit/profiles, and the pod template that one of them names.
 */
class ProfilesTest {
  private static final Path PROFILES = Path.of("submit/profiles");

  /**
   * Keys that Spark makes up of parts or reads by name, or of modules that are not in every build.
   */
  private static final Pattern FAMILIES =
      Pattern.compile(
          "spark\\.(hadoop\\..+|yarn\\..+|kubernetes\\..+|executorEnv\\.[A-Z_]+|local\\.dir"
              + "|network\\.crypto\\.(authEngineVersion|cipher)"
              + "|(executor|task|driver)\\.resource\\.gpu\\.(amount|vendor|discoveryScript))");

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(secret|password|token|access[.-]?key|credential)s?([.=].*)?");

  @BeforeAll
  static void loadSparksKeys() {
    LocalSpark.get();
  }

  static List<Path> profiles() throws IOException {
    try (Stream<Path> files = Files.list(PROFILES)) {
      return files.sorted().toList();
    }
  }

  @Test
  void thereIsOneForEachKindOfCluster() throws IOException {
    Set<String> names = new HashSet<>();
    profiles().forEach(file -> names.add(file.getFileName().toString()));
    assertEquals(
        Set.of(
            "local.conf",
            "standalone-cpu.conf",
            "standalone-gpu.conf",
            "yarn-gpu.conf",
            "k8s-gpu.conf",
            "s3.conf",
            "secure.conf"),
        names);
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void everyKeyIsOneOfSparks(Path file) throws IOException {
    Properties profile = read(file);
    assertFalse(profile.isEmpty());
    for (String key : profile.stringPropertyNames()) {
      assertTrue(isKnown(key), key);
      assertFalse(profile.getProperty(key).isBlank(), key);
    }
  }

  @Test
  void aWrongKeyIsNoticed() {
    for (String key :
        List.of("spark.executor.core", "spark.task.resource.gpus.amount", "executor.cores")) {
      assertFalse(isKnown(key), key);
    }
  }

  private static boolean isKnown(String key) {
    return FAMILIES.matcher(key).matches() || ConfigEntry.findEntry(key) != null;
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void noneHasASecretInIt(Path file) throws IOException {
    for (Map.Entry<Object, Object> property : read(file).entrySet()) {
      // What Spark blackens is a list of such words.
      assertTrue(
          property.getKey().equals("spark.redaction.regex")
              || !SECRET.matcher(property.getKey().toString()).matches(),
          property.toString());
    }
  }

  /** A block of lines begins with the reason; none is there twice. */
  @ParameterizedTest
  @MethodSource("profiles")
  void everyLineSaysWhy(Path file) throws IOException {
    Set<String> keys = new HashSet<>();
    boolean explained = false;
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank()) {
        explained = false;
      } else if (line.startsWith("#")) {
        explained = true;
      } else {
        assertTrue(explained, line);
        assertTrue(keys.add(line.split("\\s+")[0]), "twice: " + line);
      }
    }
  }

  @Test
  void theClustersWithCardsAgreeOnWhatATaskHas() throws IOException {
    for (String key :
        List.of(
            "spark.executor.resource.gpu.amount",
            "spark.task.resource.gpu.amount",
            "spark.executor.cores",
            "spark.task.cpus")) {
      Set<String> values = new HashSet<>();
      for (String name : List.of("standalone-gpu.conf", "yarn-gpu.conf", "k8s-gpu.conf")) {
        values.add(read(PROFILES.resolve(name)).getProperty(key));
      }
      assertEquals(1, values.size(), key + " " + values);
      assertFalse(values.contains(null), key);
    }
  }

  @Test
  void filesThatTheyNameAreThere() throws IOException {
    Properties profile = read(PROFILES.resolve("k8s-gpu.conf"));
    for (String role : List.of("driver", "executor")) {
      Path template = Path.of(profile.getProperty("spark.kubernetes." + role + ".podTemplateFile"));
      assertTrue(Files.isRegularFile(template), template.toString());
    }
    assertTrue(Files.isExecutable(Path.of("submit/gpu-discovery")));
  }

  /** The image's user, no privileges, and a place to write for all that writes. */
  @Test
  void thePodsAreNotRootAndHaveAPlaceToWrite() throws IOException {
    Map<String, Object> pod;
    try (InputStream in = Files.newInputStream(Path.of("submit/pod-template.yaml"))) {
      pod = new Yaml().load(in);
    }
    assertEquals("Pod", pod.get("kind"));
    Map<String, Object> spec = map(pod.get("spec"));
    assertEquals(10001, map(spec.get("securityContext")).get("runAsUser"));
    assertTrue(Files.readString(Path.of("docker/Dockerfile")).contains("USER 10001:10001"));
    Map<String, Object> container = map(((List<?>) spec.get("containers")).get(0));
    Map<String, Object> security = map(container.get("securityContext"));
    assertEquals(false, security.get("allowPrivilegeEscalation"));
    assertEquals(true, security.get("readOnlyRootFilesystem"));
    assertEquals(List.of("ALL"), map(security.get("capabilities")).get("drop"));
    Map<String, Object> mount = map(((List<?>) container.get("volumeMounts")).get(0));
    assertEquals("/tmp", mount.get("mountPath"));
    List<Object> volumes =
        ((List<?>) spec.get("volumes")).stream().map(volume -> map(volume).get("name")).toList();
    assertEquals(List.of(mount.get("name"), "spark-local-dir-1"), volumes);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    return properties;
  }
}
