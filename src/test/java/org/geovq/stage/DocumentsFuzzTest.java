package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.geovq.config.Arm;
import org.geovq.fuzz.Fuzz;
import org.geovq.model.Classifier;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.Likelihood;
import org.geovq.model.MaskedPixelCnn;
import org.geovq.model.Residual;
import org.geovq.model.TransformerPrior;
import org.geovq.model.Vae;
import org.geovq.model.VqVae;
import org.geovq.nn.Network;
import org.geovq.nn.NpyFile;
import org.geovq.nn.ParameterSet;
import org.geovq.report.Series;
import org.geovq.run.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken documents of a run directory: networks, their histories, the figures of the report. */
class DocumentsFuzzTest {
  private static final String[] WORDS =
      Fuzz.json(
          "\"epoch\"",
          "\"mse\"",
          "\"width\"",
          "\"codes\"",
          "NaN",
          "1e400",
          "\"SPATIAL\"",
          "\"EMA\"",
          "2147483647",
          "1048576",
          "-4");
  private static final List<Network> NETWORKS =
      List.of(
          new Vae(1, 8, 8, 4, 0, Residual.PREACTIVATED, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI),
          new VqVae(
              1,
              8,
              8,
              4,
              0,
              Residual.PREACTIVATED,
              VqVae.Bridge.SPATIAL,
              8,
              2,
              Likelihood.BERNOULLI,
              VqVae.Learning.EMA,
              0.25,
              0.99),
          new GatedPixelCnn(8, 2, 2, 8, 1, 0),
          new MaskedPixelCnn(8, 2, 2, 4, 8, 1, 0),
          new TransformerPrior(8, 2, 2, 8, 2, 1, 0),
          new Classifier(1, 8, 8, 4, 10));

  @TempDir private Path folder;
  private FileSystem files;

  @BeforeEach
  void openFileSystem() throws IOException {
    files = FileSystem.getLocal(new Configuration(false)).getRawFileSystem();
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(folder.toUri().getPath(), name);
  }

  /** What a value is written as. */
  private byte[] document(Object value) throws IOException {
    Json.write(files, path("whole.json"), value);
    return Files.readAllBytes(folder.resolve("whole.json"));
  }

  /** All networks in one test: each is read as what its place says. */
  @Test
  void networks() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < NETWORKS.size(); i++) {
      Network network = NETWORKS.get(i);
      seeds.add(numbered(i, document(network)));
      Files.createDirectories(folder.resolve("net" + i));
      NpyFile.write(
          files, path("net" + i + "/parameters.npy"), ParameterSet.initial(network, 1).values());
    }
    new Fuzz("network", seeds, WORDS).memory(64 << 20).run(this::network);
  }

  private static byte[] numbered(int i, byte[] document) {
    byte[] numbered = new byte[document.length + 1];
    numbered[0] = (byte) i;
    System.arraycopy(document, 0, numbered, 1, document.length);
    return numbered;
  }

  private void network(byte[] input) throws IOException {
    int i = input.length == 0 ? 0 : (input[0] & 0xff) % NETWORKS.size();
    byte[] document = java.util.Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
    Files.write(folder.resolve("net" + i + "/network.json"), document);
    Class<? extends Network> type = NETWORKS.get(i).getClass();
    Models.Trained<?> trained = Models.read(files, path("net" + i), type);
    assertEquals(trained.network().parameterCount(), trained.parameters().values().length);
  }

  @Test
  void histories() throws IOException {
    byte[] whole =
        document(
            List.of(
                java.util.Map.of("epoch", 1, "training_loss", 3.5, "mse", 0.25),
                java.util.Map.of("epoch", 2, "training_loss", 2.5, "mse", 0.125)));
    new Fuzz("history", List.of(whole), WORDS).run(this::history);
  }

  private void history(byte[] input) throws IOException {
    Files.write(folder.resolve("history.json"), input);
    Series series = History.read(files, path("history.json")).series("mse", Arm.VQVAE);
    assertEquals(series.x().length, series.y().length);
  }
}
