package org.geovq.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.geovq.UserError;
import org.geovq.graph.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  @TempDir private Path folder;

  @Test
  void defaultsAreValidSettings() {
    Settings settings = set().settings();
    assertEquals(42, settings.seed());
    assertEquals(Settings.DataSet.STROKES, settings.data().set());
    assertEquals(Metric.POSTERIOR, settings.graph().metric());
    assertEquals(2e-3, settings.prior().training().learningRate());
    assertEquals(List.of(0.5, 0.8, 1.0, 1.2, 1.5), settings.sample().temperatures());
  }

  @Test
  void overrideBeatsFileAndFileBeatsReference() throws IOException {
    File file = file("codebook.size = 100\ngraph.k = 7");
    Configuration configuration = Configuration.load(file, List.of("codebook.size=200"));
    assertEquals(200, configuration.settings().codebook().size());
    assertEquals(7, configuration.settings().graph().k());
    assertEquals(42, configuration.settings().seed());
    assertEquals("--set", entry(configuration, "codebook.size").origin());
    assertTrue(entry(configuration, "graph.k").origin().endsWith("user.conf: 2"));
    assertTrue(entry(configuration, "seed").origin().contains("reference.conf"));
  }

  @Test
  void aFileMayIncludeOthersOfItsFolder() throws IOException {
    Files.writeString(folder.resolve("base.conf"), "graph.k = 5\nseed = 3");
    File file = file("include \"base\"\ninclude file(\"base.conf\")\nseed = 4");
    Configuration configuration = Configuration.load(file, List.of());
    assertEquals(5, configuration.settings().graph().k());
    assertEquals(4, configuration.settings().seed());
    assertTrue(entry(configuration, "graph.k").origin().endsWith("base.conf: 1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"http://127.0.0.1:9/x.conf\"",
        "include url(\"http://127.0.0.1:9/x.conf\")",
        "include \"file:///etc/hostname\"",
        "include \"jar:file:/x.jar!/x.conf\"",
        "include classpath(\"reference.conf\")"
      })
  void nothingElseIsIncluded(String include) throws IOException {
    File file = file("seed = 1\n" + include);
    String message = error(() -> Configuration.load(file, List.of()));
    assertTrue(message.startsWith("Configuration file " + file + " includes "), message);
    assertTrue(message.endsWith(": expected a file."), message);
  }

  @Test
  void anIncludedFileThatIsNotThereIsNamed() throws IOException {
    File file = file("include \"none.conf\"");
    assertEquals(
        "Configuration file " + folder.resolve("none.conf") + " does not exist.",
        error(() -> Configuration.load(file, List.of())));
  }

  /** Each would double what is read until memory is full. */
  @ParameterizedTest
  @ValueSource(
      strings = {"include \"user.conf\"\n", "run.directory = ${run.directory}${run.directory}\n"})
  void whatGrowsWithoutBoundsIsRefused(String line) throws IOException {
    File file = file("run.directory = runs\n" + line.repeat(40));
    String message = error(() -> Configuration.load(file, List.of()));
    assertTrue(message.startsWith("Configuration file " + file + " is too long: "), message);
  }

  @Test
  void aLongFileIsRefusedUnread() throws IOException {
    File file = file("#".repeat(Sources.MOST_BYTES + 1));
    String message = error(() -> Configuration.load(file, List.of()));
    assertTrue(message.endsWith(" it may have 131,072 bytes."), message);
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    File file = file("arms = " + "[".repeat(100_000));
    assertEquals(
        "Configuration file " + file + " is nested too deeply.",
        error(() -> Configuration.load(file, List.of())));
  }

  /** PATH is there, and is not one of ours. */
  @Test
  void variablesOfTheEnvironmentThatAreNotOursAreNotRead() throws IOException {
    File file = file("data.dir = ${PATH}");
    String message = error(() -> Configuration.load(file, List.of()));
    assertTrue(message.contains("${PATH}"), message);
    assertFalse(message.contains("/bin"), message);
    assertEquals(
        "", Configuration.load(file("data.dir = ${?PATH}"), List.of()).settings().data().dir());
  }

  @Test
  void laterOverrideBeatsEarlierOne() {
    assertEquals(9, set("graph.k=8", "graph.k=9").settings().graph().k());
  }

  @Test
  void textOnTheCommandLineNeedsNoQuotes() {
    Settings settings = set("data.dir=hdfs://host:9000/a b/#1=2").settings();
    assertEquals("hdfs://host:9000/a b/#1=2", settings.data().dir());
  }

  @Test
  void unknownKeyOfAFileIsNamedWithItsLine() throws IOException {
    File file = file("seed = 1\n\nvae.widht = 3");
    String message = error(() -> Configuration.load(file, List.of()));
    assertTrue(message.contains("vae.widht"), message);
    assertTrue(message.contains(file + ": 3"), message);
  }

  @Test
  void aPasswordInAPathIsRefusedAndNotRepeated() {
    List<String> set = List.of("run.directory=s3a://KEY:geheim@bucket/run");
    assertEquals(
        "run.directory (--set) has a password in its URL: expected none, see docs/security.md.",
        error(() -> Configuration.load(null, set).settings()));
    for (String open : List.of("hdfs://host:8020/a@b", "hdfs://h1:8020,h2:8020/a@b")) {
      Configuration.load(null, List.of("run.directory=" + open)).settings();
    }
  }

  @Test
  void aPasswordThatBeginsAsAPortIsRefusedToo() {
    for (String url : List.of("hdfs://me:4711,x@host/runs", "hdfs://me:471100@host/runs")) {
      assertEquals(
          "run.directory (--set) has a password in its URL: expected none, see docs/security.md.",
          error(() -> set("run.directory=" + url).settings()));
    }
  }

  /** Amazon's own example of one. */
  @Test
  void aPasswordWithSlashesIsRefusedToo() {
    String secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    assertEquals(
        "run.directory (--set) has a password in its URL: expected none, see docs/security.md.",
        error(() -> set("run.directory=s3a://AKIAIOSFODNN7EXAMPLE:" + secret + "@b/x").settings()));
  }

  @Test
  void unknownKeyOnTheCommandLineIsNamed() {
    assertEquals(
        "Unknown key graph.nods (--set); `geovq config` lists the known ones.",
        error(() -> set("graph.nods=1")));
  }

  @Test
  void overrideWithoutEqualsIsAnError() {
    assertEquals("--set seed: expected key=value.", error(() -> set("seed")));
  }

  @Test
  void missingFileIsNamed() {
    File file = folder.resolve("none.conf").toFile();
    assertEquals(
        "Configuration file " + file + " does not exist.",
        error(() -> Configuration.load(file, List.of())));
  }

  @Test
  void fileThatIsNotHoconIsNamedWithItsLine() throws IOException {
    File file = file("seed = 1\nvae { width = \n");
    String message = error(() -> Configuration.load(file, List.of()));
    assertTrue(message.contains(file.getName()), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vae.width=3            | vae.width = 3 (--set): expected a whole number from 4 to 1,024.",
        "graph.nodes=9          | graph.nodes = 9 (--set): expected a whole number from 10 to 50,000,000.",
        "graph.k=8000           | graph.k = 8000 (--set): expected a whole number from 1 to 7,999.",
        "vae.width=wide         | vae.width = wide (--set): expected a whole number.",
        "vae.width=4.5          | vae.width = 4.5 (--set): expected a whole number.",
        "seed=null              | seed = null (--set): expected a whole number.",
        "sample.top-p=0         | sample.top-p = 0.0 (--set): expected a number from 1.0E-9 to 1.0.",
        "sample.top-p=much      | sample.top-p = much (--set): expected a number.",
        "sample.temperatures=[1,0] | sample.temperatures = 0.0 (--set): expected a number from 0.01 to 100.0.",
        "sample.temperatures=2  | sample.temperatures = 2 (--set): expected a list of numbers.",
        "vae.head=round         | vae.head = round (--set): expected one of spatial, flat.",
        "vae.head=SPATIAL       | vae.head = SPATIAL (--set): expected one of spatial, flat.",
        "codebook.size=8001     | codebook.size = 8001 (--set): expected at most the number of landmarks, 8000 (graph.landmarks).",
        "arms=[kmean]           | arms = kmean (--set): expected one of geodesic, direct, kmeans, kmedoids_euclidean, random_codebook, vqvae, vqvae_gradient.",
        "arms=[]                | arms = [] (--set): expected at least one name and none twice.",
        "arms=[direct,direct]   | arms = [direct, direct] (--set): expected names, none of them twice.",
        "arms=[vqvae]           | arms = [vqvae] (--set): expected at least one arm that quantizes the latents of the VAE.",
        "arms=geodesic          | arms = geodesic (--set): expected a list of names.",
        "data.celeba.attributes=Male | data.celeba.attributes = Male (--set): expected a list of names.",
        "data.celeba.attributes=[Male,Male] | data.celeba.attributes = [Male, Male] (--set): expected up to 8 names and none twice.",
        "prior.kinds=[masked_pixelcnn] | prior.kinds = masked_pixelcnn (--set): expected one of pixelcnn, masked-pixelcnn, transformer.",
        "prior.class-conditional=7 | prior.class-conditional = 7 (--set): expected true or false.",
        "prior.transformer.heads=5 | prior.transformer.heads = 5 (--set): expected a divisor of prior.transformer.width = 96.",
        "sweep.sizes=[64,1]     | sweep.sizes = 1 (--set): expected a whole number from 2 to 1,000,000.",
        "sweep.sizes=[64,64]    | sweep.sizes = [64, 64] (--set): expected none of them twice.",
        "codebook.sample-nodes=7999 | codebook.sample-nodes = 7999 (--set): expected 0, or more than the landmarks, which are all in the sample: graph.landmarks = 8000.",
        "sweep.sizes=[64,8001]  | sweep.sizes = 8001 (--set): expected at most the number of landmarks, 8000 (graph.landmarks).",
        "sweep.sizes=64         | sweep.sizes = 64 (--set): expected a list of whole numbers.",
        "sweep.vqvae-epochs=0   | sweep.vqvae-epochs = 0 (--set): expected a whole number from 1 to 100,000.",
        "evaluate.seeds=[1,2.5] | evaluate.seeds = [1.0, 2.5] (--set): expected a list of whole numbers.",
        "evaluate.seeds=[3,3]   | evaluate.seeds = [3, 3] (--set): expected none of them twice.",
        "vae.training.warm-up-share=1 | vae.training.warm-up-share = 1.0 (--set): expected a number from 0.0 to 0.9.",
        "prior.training.clip-norm=-1 | prior.training.clip-norm = -1.0 (--set): expected a number from 0.0 to 1.0E9.",
        "finetune.training.weight-decay=2 | finetune.training.weight-decay = 2.0 (--set): expected a number from 0.0 to 1.0.",
        "finetune.arms=[vqvae]  | finetune.arms = vqvae (--set): expected arms of the run.",
        "vae.rate.warm-up-share=0.5 | vae.rate.warm-up-share = 0.5 (--set): expected 0 with vae.rate.mode = matched, which steers beta from the first round on.",
        "vae.rate.free-nats=4   | vae.rate.free-nats = 4.0 (--set): expected with vae.rate.mode = matched less than 3.119, as 2 latent numbers shall hold 6.238 nats together.",
        "graph.length-power=3   | graph.length-power = 3 (--set): expected a whole number from 1 to 2.",
        "seed=1e30              | seed = 1.0E30 (--set): expected a whole number.",
        "evaluate.seeds=[1e30]  | evaluate.seeds = [1.0E30] (--set): expected a list of whole numbers.",
        "data.image.size=30     | data.image.size = 30 (--set): expected a multiple of 4, as the networks halve it twice.",
        "spark.master=local[0]  | spark.master = local[0] (--set): expected local[N], local[*], spark://HOST:PORT, yarn or k8s://URL.",
        "run.directory=         | run.directory =  (--set): expected a folder.",
        "run.directory=runs/a[2]| run.directory = runs/a[2]: expected a path without any of [ ] { } * ? and backslash.",
        "vae=3                  | vae = 3 (--set): expected a block of keys.",
      })
  void wrongValueIsNamedWithItsKeyItsOriginAndWhatWasExpected(String override, String message) {
    assertEquals(message, error(() -> set(override.strip()).settings()));
  }

  /** Said before the hours that lie before codes are given. */
  @Test
  void aVectorEntersAGraphThroughNodesThatItHas() {
    assertEquals(
        "assign.neighbours = 100 (--set): expected at most the number of nodes, 99 (graph.nodes).",
        error(() -> set("assign.neighbours=100", "graph.nodes=99", "codebook.size=9").settings()));
    set("assign.neighbours=99", "graph.nodes=99", "codebook.size=9").settings();
  }

  @Test
  void withoutPriorsThereAreNoSamplesToJudge() {
    assertEquals(List.of(), set("prior.kinds=[]").settings().prior().kinds());
    assertEquals(
        "fidelity.enabled = true (--set): expected false with prior.kinds = [], which draws no samples.",
        error(() -> set("prior.kinds=[]", "fidelity.enabled=true").settings()));
  }

  @Test
  void decodedEdgesAreNotCountedTwice() {
    assertEquals(
        "graph.symmetry = sum (--set): expected union or mutual with graph.length = pullback.",
        error(() -> set("graph.symmetry=sum", "graph.length=pullback").settings()));
    assertEquals(
        "graph.symmetry = sum (--set): expected union or mutual with pullback in ablation.metrics.",
        error(() -> set("graph.symmetry=sum", "ablation.metrics=[pullback]").settings()));
  }

  @Test
  void armsAndPriorsAreListsInTheirOrder() {
    Settings settings =
        set("arms=[kmedoids_euclidean, vqvae]", "prior.kinds=[transformer, masked-pixelcnn]")
            .settings();
    assertEquals(List.of(Arm.KMEDOIDS_EUCLIDEAN, Arm.VQVAE), settings.arms());
    assertEquals(
        List.of(Settings.PriorKind.TRANSFORMER, Settings.PriorKind.MASKED_PIXELCNN),
        settings.prior().kinds());
    assertEquals("masked_pixelcnn", settings.prior().kinds().get(1).key());
  }

  @Test
  void seedsAddTheCodebooksSizeToTheSweep() {
    assertEquals(List.of(), set().settings().sweep().sizes());
    assertEquals(List.of(42L), set("sweep.sizes=[64]").settings().sweep().seeds());
    assertEquals(List.of(64), set("sweep.sizes=[64]").settings().sweep().sizes());
    Settings.Sweep sweep = set("sweep.sizes=[64]", "evaluate.seeds=[3, -1]").settings().sweep();
    assertEquals(List.of(64, 512), sweep.sizes());
    assertEquals(List.of(3L, -1L), sweep.seeds());
    assertEquals(
        List.of(512, 64),
        set("sweep.sizes=[512, 64]", "evaluate.seeds=[3]").settings().sweep().sizes());
  }

  @Test
  void piecesMustDivideTheFlatLatentOnly() {
    assertEquals(
        "vae.pieces = 3 (--set): expected a divisor of vae.latent = 16.",
        error(() -> set("vae.head=flat", "vae.latent=16", "vae.pieces=3").settings()));
    assertEquals(3, set("vae.latent=16", "vae.pieces=3").settings().vae().pieces());
  }

  /** 16 pieces of log 512 nats over 64 numbers are 1.560 a number. */
  @Test
  void freeBitsMustStayBelowTheTargetThatIsMatched() {
    List<String> flat = List.of("vae.head=flat", "vae.latent=64", "vae.pieces=16");
    assertEquals(1.55, free(flat, "vae.rate.free-nats=1.55"));
    assertTrue(
        error(() -> free(flat, "vae.rate.free-nats=1.56")).contains("less than 1.560, as 64"));
    assertEquals(4, free(List.of("vae.rate.mode=fixed"), "vae.rate.free-nats=4"));
  }

  private static double free(List<String> others, String free) {
    List<String> all = new ArrayList<>(others);
    all.add(free);
    return Configuration.load(null, all).settings().vae().rate().freeNats();
  }

  @Test
  void wrongValueOfAFileIsNamedWithItsLine() throws IOException {
    File file = file("# comment\ngraph { k = 0 }");
    assertEquals(
        "graph.k = 0 (" + file + ": 2): expected a whole number from 1 to 7,999.",
        error(() -> Configuration.load(file, List.of()).settings()));
  }

  @Test
  void moreLandmarksThanNodesMeanAllNodes() {
    assertEquals(600, set("graph.nodes=600").settings().graph().landmarks());
  }

  /** An object where a number or text belongs is refused only by somebody who reads the key. */
  @Test
  void everyKeyOfTheReferenceIsRead() throws IOException {
    for (Configuration.Entry entry : set().entries()) {
      File file = file(entry.key() + " = {}");
      String message = error(() -> Configuration.load(file, List.of()).settings());
      assertTrue(message.startsWith(entry.key() + " = "), message);
    }
  }

  @Test
  void everyKeyOfTheReferenceHasAComment() throws IOException {
    Map<String, Boolean> commented = keysOfTheReference();
    Set<String> listed =
        set().entries().stream().map(Configuration.Entry::key).collect(Collectors.toSet());
    assertEquals(new TreeSet<>(listed), commented.keySet());
    List<String> bare = new ArrayList<>();
    commented.forEach(
        (key, comment) -> {
          // One comment refers the whole block to vae.training.
          String twin = key.replaceFirst("^\\w+\\.training\\.", "vae.training.");
          if (!commented.getOrDefault(twin, false)) {
            bare.add(key);
          }
        });
    assertEquals(List.of(), bare);
  }

  @Test
  void valuesAreThoseOfTheGivenKeysAndBlocks() {
    Map<String, String> values = set("seed=7").values(List.of("seed", "assign", "codebook.size"));
    assertEquals(
        Map.of(
            "seed", "7",
            "assign.rule", "\"auto\"",
            "assign.neighbours", "3",
            "assign.refine-rounds", "0",
            "codebook.size", "512"),
        values);
    assertFalse(set().values(List.of("sample.top")).containsKey("sample.top-k"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "mnist"})
  void shippedFilesAreValid(String name) {
    Settings settings =
        Configuration.load(new File("conf/" + name + ".conf"), List.of()).settings();
    assertEquals("runs/" + name, settings.runDirectory());
  }

  /** Each leaf key of reference.conf, and whether the line above it is a comment. */
  private static Map<String, Boolean> keysOfTheReference() throws IOException {
    Map<String, Boolean> commented = new TreeMap<>();
    Deque<String> blocks = new ArrayDeque<>();
    String above = "";
    for (String line : Files.readAllLines(Path.of("src/main/resources/reference.conf"))) {
      String text = line.strip();
      if (text.endsWith("{")) {
        blocks.addLast(text.substring(0, text.length() - 1).strip());
      } else if (text.equals("}")) {
        blocks.removeLast();
      } else if (!text.startsWith("#") && text.contains("=")) {
        List<String> path = new ArrayList<>(blocks);
        path.add(text.substring(0, text.indexOf('=')).strip());
        commented.put(String.join(".", path), above.startsWith("#"));
      }
      above = text;
    }
    return commented;
  }

  /** So settings come to a driver on another host. */
  @Test
  void theChangesAloneGiveTheSameConfiguration() throws IOException {
    File file =
        file(
            String.join(
                "\n",
                "seed = 42",
                "graph { k = 9, length = pullback }",
                "arms = [geodesic, kmeans]",
                "run.directory = \"hdfs://host/a b'c$(d)\"",
                "data.strokes.train-images = 400",
                "sample.temperature = 1"));
    Configuration given = Configuration.load(file, List.of("graph.landmarks=700"));
    List<String> changes = given.changes();
    assertTrue(changes.contains("run.directory=hdfs://host/a b'c$(d)"), changes.toString());
    assertTrue(changes.contains("graph.landmarks=700"), changes.toString());
    assertTrue(changes.stream().noneMatch(c -> c.startsWith("seed=")), "as in reference.conf");
    Configuration sent = Configuration.load(null, changes);
    assertEquals(given.settings().toString(), sent.settings().toString());
    assertEquals(
        given.values(List.of("graph", "run", "data", "sample")),
        sent.values(List.of("graph", "run", "data", "sample")));
  }

  private static Configuration set(String... overrides) {
    return Configuration.load(null, List.of(overrides));
  }

  private static Configuration.Entry entry(Configuration configuration, String key) {
    return configuration.entries().stream()
        .filter(e -> e.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static String error(Runnable action) {
    return assertThrows(UserError.class, action::run).getMessage();
  }

  private File file(String text) throws IOException {
    return Files.writeString(folder.resolve("user.conf"), text).toFile();
  }

  @Test
  void aFeatureNetworkThatIsNamedIsUsedFirstAndOneThatIsNotIsMissed() {
    String file = "fidelity.onnx.file=inception.onnx";
    assertEquals(List.of(Settings.Features.ONNX, Settings.Features.CLASSIFIER), features(file));
    assertEquals(List.of(Settings.Features.ONNX), features(file, "fidelity.features=[]"));
    for (String wrong : List.of("[onnx]", "[]")) {
      UserError error = assertThrows(UserError.class, () -> features("fidelity.features=" + wrong));
      assertTrue(error.getMessage().startsWith("fidelity.features = "), error.getMessage());
      assertTrue(error.getMessage().contains("fidelity.onnx.file"), error.getMessage());
    }
    UserError error = assertThrows(UserError.class, () -> features(file, "fidelity.enabled=false"));
    assertEquals(
        "fidelity.onnx.file = inception.onnx (--set): expected fidelity.enabled = true with it.",
        error.getMessage());
    // What encode reads of a run that had a file, without that file.
    set("fidelity.features=[onnx, classifier]").settings();
  }

  private static List<Settings.Features> features(String... overrides) {
    List<String> all = new ArrayList<>(List.of("fidelity.enabled=true"));
    all.addAll(List.of(overrides));
    return Configuration.load(null, all).settings().fidelity().features();
  }
}
