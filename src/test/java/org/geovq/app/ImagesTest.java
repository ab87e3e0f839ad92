package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The project's rules for docker/: what can be known of an image without an engine to build it. */
class ImagesTest {
  private static final Path DOCKER = Path.of("docker");

  /** A name, and a tag with at least two numbers, or a digest. */
  private static final Pattern PINNED =
      Pattern.compile("[a-z0-9./-]+(:[^@:]*\\d+\\.\\d+[^@:]*(@sha256:[0-9a-f]{64})?)");

  private static final Pattern SECRET = Pattern.compile("(?i)secret|password|token|credential");

  /** The instructions of one stage, with lines joined. */
  private record Stage(String base, List<String> instructions) {
    List<String> of(String word) {
      return instructions.stream()
          .filter(line -> line.startsWith(word + " "))
          .map(line -> line.substring(word.length() + 1))
          .toList();
    }

    String last(String word) {
      List<String> all = of(word);
      return all.isEmpty() ? "" : all.get(all.size() - 1);
    }
  }

  @Test
  void basesArePinned() throws IOException {
    Map<String, Stage> stages = stages();
    assertEquals(List.of("sources", "build-cpu", "build-cuda", "cpu", "cuda"), names(stages));
    for (Stage stage : stages.values()) {
      if (!stages.containsKey(stage.base())) {
        assertTrue(PINNED.matcher(stage.base()).matches(), stage.base());
      }
      for (String copy : stage.of("COPY")) {
        Matcher from = Pattern.compile("--from=(\\S+)").matcher(copy);
        if (from.find() && !stages.containsKey(from.group(1))) {
          assertTrue(PINNED.matcher(from.group(1)).matches(), copy);
        }
      }
    }
  }

  @Test
  void thePatternOfPinnedBasesKnowsWhatIsNone() {
    for (String loose :
        List.of("ubuntu", "ubuntu:latest", "eclipse-temurin:17-jre", "a:17@sha256:1")) {
      assertFalse(PINNED.matcher(loose).matches(), loose);
    }
    assertTrue(PINNED.matcher("a/b:1.2-x@sha256:" + "0".repeat(64)).matches());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda"})
  void imagesRunAsNobodyInParticularAndSayHowTheyAre(String name) throws IOException {
    Stage image = stages().get(name);
    assertTrue(image.last("USER").matches("[1-9]\\d{3,}:[1-9]\\d{3,}"), image.last("USER"));
    // Nothing is done as root after that.
    List<String> after =
        image
            .instructions()
            .subList(
                image.instructions().indexOf("USER " + image.last("USER")),
                image.instructions().size());
    assertTrue(
        after.stream().noneMatch(line -> line.startsWith("RUN ") || line.startsWith("COPY ")));
    for (String word : List.of("HEALTHCHECK", "ENTRYPOINT")) {
      Matcher script =
          Pattern.compile("\\[\"/opt/geovq/(docker/[a-z]+)\"]").matcher(image.last(word));
      assertTrue(script.find(), word + " " + image.last(word));
      assertTrue(Files.isExecutable(Path.of(script.group(1))), script.group(1));
    }
  }

  @Test
  void bothImagesDifferOnlyInTheirBaseAndWhereJavaComesFrom() throws IOException {
    List<String> cpu = new ArrayList<>(stages().get("cpu").instructions());
    List<String> cuda = new ArrayList<>(stages().get("cuda").instructions());
    cuda.removeIf(line -> line.contains("/opt/java/openjdk"));
    cuda.replaceAll(line -> line.replace("build-cuda", "build-cpu"));
    assertEquals(cpu.stream().sorted().toList(), cuda.stream().sorted().toList());
  }

  @Test
  void theCudaImageHasTheCudaThatNd4jIsBuiltFor() throws IOException {
    String base = stages().get("cuda").base();
    assertTrue(base.startsWith("nvidia/cuda:11.6.") && base.contains("-cudnn8-runtime-"), base);
  }

  @Test
  void nothingIsFetchedFromOutsideARegistryAndNoSecretIsBuiltIn() throws IOException {
    for (Stage stage : stages().values()) {
      for (String line : stage.instructions()) {
        assertFalse(line.startsWith("ADD "), line);
        assertFalse(line.matches(".*\\b(curl|wget|pip|npm)\\b.*"), line);
        assertFalse(line.startsWith("COPY . "), line);
        boolean settles =
            line.startsWith("ENV ") || line.startsWith("ARG ") || line.startsWith("COPY ");
        assertFalse(settles && SECRET.matcher(line).find(), line);
        if (line.contains("apt-get install")) {
          assertTrue(line.contains("--no-install-recommends"), line);
          assertTrue(line.contains("rm -rf /var/lib/apt/lists/*"), line);
        }
      }
    }
  }

  @Test
  void whatIsCopiedIsThereAndLetThroughByDockerignore() throws IOException {
    List<String> let = Files.readAllLines(Path.of(".dockerignore"));
    for (String copy : stages().get("sources").of("COPY")) {
      String source = copy.split(" ")[0];
      assertTrue(Files.exists(Path.of(source)), source);
      assertTrue(let.stream().anyMatch(line -> line.startsWith("!" + source)), source);
    }
    assertTrue(let.contains("*"), "all else stays out");
  }

  @Test
  void composeStartsPinnedImagesWithoutRightsOrSecretsInTheClear() throws IOException {
    Map<String, Object> compose = compose();
    Map<String, Map<String, Object>> services = section(compose, "services");
    assertEquals(List.of("master", "worker", "job", "namenode", "datanode"), names(services));
    for (Map<String, Object> service : services.values()) {
      Object build = service.get("build");
      if (build == null) {
        assertTrue(PINNED.matcher((String) service.get("image")).matches(), "" + service);
      } else {
        assertTrue(stages().containsKey(((Map<?, ?>) build).get("target")), "" + build);
        assertEquals(List.of("ALL"), service.get("cap_drop"));
        assertEquals(List.of("no-new-privileges:true"), service.get("security_opt"));
        assertEquals(true, service.get("read_only"));
        assertEquals(List.of("spark-auth"), service.get("secrets"));
      }
      assertFalse(SECRET.matcher("" + service.get("environment")).find(), "" + service);
      if (service.get("ports") instanceof List<?> ports) {
        ports.forEach(port -> assertTrue(port.toString().startsWith("127.0.0.1:"), "" + port));
      }
    }
  }

  @Test
  void composeNamesFilesThatAreInTheImageAndASecretThatGitIgnores() throws IOException {
    Map<String, Object> compose = compose();
    Map<?, ?> environment =
        (Map<?, ?>) section(compose, "services").get("worker").get("environment");
    String profile = (String) environment.get("GEOVQ_PROFILE");
    assertTrue(Files.exists(Path.of(profile.replace("/opt/geovq/", ""))), profile);
    assertEquals(
        Map.of("file", "./secrets/spark-auth"), section(compose, "secrets").get("spark-auth"));
    assertTrue(Files.readAllLines(Path.of(".gitignore")).contains("docker/secrets/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"entrypoint", "healthy", "layout"})
  void scriptsAreBash(String name) throws Exception {
    Process check = new ProcessBuilder("bash", "-n", DOCKER.resolve(name).toString()).start();
    assertEquals(0, check.waitFor(), new String(check.getErrorStream().readAllBytes()));
  }

  private static Map<String, Stage> stages() throws IOException {
    Map<String, Stage> stages = new LinkedHashMap<>();
    Stage stage = null;
    for (String line : instructions()) {
      if (line.startsWith("FROM ")) {
        String[] words = line.split(" ");
        stage = new Stage(words[1], new ArrayList<>());
        stages.put(words[3], stage);
      } else {
        stage.instructions().add(line);
      }
    }
    return stages;
  }

  /** Without comments and empty lines; continued lines joined. */
  private static List<String> instructions() throws IOException {
    try (Stream<String> lines = Files.lines(DOCKER.resolve("Dockerfile"))) {
      String text = String.join("\n", lines.filter(line -> !line.startsWith("#")).toList());
      return text.replaceAll("\\s*\\\\\n\\s*", " ")
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    }
  }

  private static Map<String, Object> compose() throws IOException {
    return new Yaml().load(Files.readString(DOCKER.resolve("compose.yaml")));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> section(
      Map<String, Object> compose, String name) {
    return (Map<String, Map<String, Object>>) compose.get(name);
  }

  private static List<String> names(Map<String, ?> map) {
    return List.copyOf(map.keySet());
  }
}
