package org.geovq.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.geovq.fuzz.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration files with anything in them. */
class ConfigurationFuzzTest {
  private static final String[] WORDS = {
    "${",
    "${?",
    "}",
    "{",
    "[",
    "]",
    "=",
    "+=",
    "\"",
    "\"\"\"",
    "#",
    "include ",
    "include \"x.conf\"",
    "include file(\"x.conf\")",
    "include url(\"http://127.0.0.1:9/x\")",
    "include required(file(\"/etc/passwd\"))",
    "include classpath(\"reference.conf\")",
    "include \"file:///etc/passwd\"",
    "include \"user.conf\"",
    "run.directory",
    "${run.directory}${run.directory}",
    "${HOME}",
    "${seed}",
    "seed",
    "arms",
    "geodesic",
    "null",
    "1e999",
    "99999999999999999999",
    "0.5",
    "10s",
    "true",
    "\n",
    "\\u0000",
    "sweep.sizes",
    "[1, 2]",
    "${sweep.sizes} ${sweep.sizes}"
  };

  @TempDir private Path folder;

  /** The files that come with the program, and substitutions and includes. */
  private static List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : List.of("quickstart", "mnist", "mnist-compare")) {
      seeds.add(Files.readAllBytes(Path.of("conf", name + ".conf")));
    }
    seeds.add(
        text("run.directory = \"a\"\nrun.directory = ${run.directory}\"b\"\nseed = ${graph.k}\n"));
    seeds.add(text("include \"x.conf\"\ngraph { k = 7, nodes = 5000 }\nsweep.sizes = [64, 128]\n"));
    return seeds;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void anything() throws IOException {
    Files.writeString(folder.resolve("x.conf"), "graph.k = 5");
    Files.copy(Path.of("conf", "mnist.conf"), folder.resolve("mnist.conf"));
    new Fuzz("configuration", seeds(), WORDS).memory(64 << 20).run(this::read);
  }

  private void read(byte[] bytes) throws IOException {
    File file = Files.write(folder.resolve("user.conf"), bytes).toFile();
    Configuration configuration = Configuration.load(file, List.of());
    Settings settings = configuration.settings();
    for (Configuration.Entry entry : configuration.entries()) {
      assertTrue(!entry.value().contains("root:"), "a foreign file");
    }
    assertTrue(settings.graph().k() < settings.graph().nodes());
    assertTrue(settings.codebook().size() <= settings.graph().landmarks());
  }
}
