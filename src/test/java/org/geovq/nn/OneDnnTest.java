package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.Likelihood;
import org.geovq.model.Vae;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Fails when convolutions, and what else is to be oneDNN's, run without it. */
class OneDnnTest {
  @Test
  void theChosenNativeLibraryIsTheOneThatRuns() throws IOException {
    String extension = Kernels.choose();
    assumeFalse(extension.isEmpty(), "the processor has no SSE4.1");
    assertEquals(3, Nd4j.ones(3).sumNumber().doubleValue());
    List<String> loaded;
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      loaded =
          lines
              .filter(line -> line.contains("/libnd4jcpu"))
              .map(line -> line.substring(line.indexOf('/')))
              .distinct()
              .toList();
    }
    assertEquals(1, loaded.size(), "loaded: " + loaded);
    // JavaCPP unpacks the library of linux-x86_64-EXTENSION into a folder of that name.
    assertTrue(
        loaded.get(0).contains("linux-x86_64" + extension + "/libnd4jcpu"),
        "chosen: " + extension + ", loaded: " + loaded);
  }

  @Test
  void oneDnnItselfExecutesTheConvolutionsOfAStep() throws IOException, InterruptedException {
    List<String> executed = executed("vae");
    for (String primitive : List.of(",convolution,", ",deconvolution,")) {
      for (String direction : List.of(",forward", ",backward_data,", ",backward_weights,")) {
        assertEquals(2, count(executed, primitive, direction), primitive + direction + executed);
      }
    }
  }

  /** Two gates a layer, one softmax, and a product with a bias. */
  @Test
  void oneDnnItselfExecutesTheLogitsAndGatesOfAPrior() throws IOException, InterruptedException {
    List<String> executed = executed("prior");
    assertEquals(1, count(executed, ",softmax,", ",forward"), executed::toString);
    assertEquals(2, count(executed, ",forward", "eltwise_tanh"), executed::toString);
    assertEquals(2, count(executed, ",backward", "eltwise_tanh"), executed::toString);
    assertTrue(count(executed, ",inner_product,", ",forward") > 0, executed::toString);
  }

  /** A training step in a process of its own, in which oneDNN says what it executes. */
  private static List<String> executed(String network) throws IOException, InterruptedException {
    assumeFalse(Kernels.choose().isEmpty(), "the processor has no SSE4.1");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"),
            "-cp",
            System.getProperty("java.class.path"),
            OneDnnTest.class.getName(),
            network);
    builder.environment().put("DNNL_VERBOSE", "1");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().filter(line -> line.startsWith("dnnl_verbose,exec,cpu,")).toList();
  }

  private static long count(List<String> lines, String primitive, String direction) {
    return lines.stream()
        .filter(line -> line.contains(primitive) && line.contains(direction))
        .count();
  }

  /** One step of a VAE with two convolutions and two transposed ones, or of a prior of a layer. */
  public static void main(String[] arguments) {
    Kernels.choose();
    Network network =
        arguments[0].equals("vae")
            ? new Vae(1, 8, 8, 16, 0, Vae.Head.FLAT, 4, Likelihood.BERNOULLI)
            : new GatedPixelCnn(16, 4, 4, 16, 1, 0);
    Map<String, INDArray> parameters = ParameterSet.initial(network, 1).arrays();
    Map<String, INDArray> into = new LinkedHashMap<>();
    parameters.forEach((name, array) -> into.put(name, array.like()));
    Example example = Example.of(network, 2);
    try (TrainingStep step = new TrainingStep(network)) {
      step.run(example.inputArray(), example.conditionArray(), parameters, into);
    }
  }
}
