package org.geovq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.geovq.UserError;
import org.geovq.nn.Kernels;
import org.geovq.nn.Network;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The published layer tables of the reference experiments, by hand. */
class ReferenceNetworksTest {

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  @ParameterizedTest
  @CsvSource({
    "vae-mnist,10700033",
    "vae-colour,13320323",
    "vqvae-mnist,1119041",
    "vqvae-colour,777539",
    "pixelcnn-mnist,33885568",
    "pixelcnn-colour,10111168"
  })
  void theNumbersOfParametersAreThePublishedOnes(String name, long expected) {
    assertEquals(expected, ReferenceNetworks.named(name).parameterCount());
  }

  private static List<String> weights(String name) {
    return ReferenceNetworks.named(name).parameters().stream()
        .filter(p -> p.shape().length > 1)
        .map(
            p ->
                IntStream.range(0, p.shape().length)
                    .mapToObj(i -> Long.toString(p.shape()[i]))
                    .collect(Collectors.joining("x")))
        .toList();
  }

  /** Kernels are kH x kW x in x out, of transposed convolutions kH x kW x out x in. */
  @Test
  void theAutoEncodersHaveThePublishedLayers() {
    assertEquals(
        List.of(
            "4x4x1x128",
            "4x4x128x256",
            "12544x256",
            "12544x256",
            "256x12544",
            "4x4x128x256",
            "4x4x1x128"),
        weights("vae-mnist"));
    List<String> trunk = List.of("4x4x3x64", "4x4x64x128");
    List<String> middle =
        List.of("3x3x128x128", "3x3x128x32", "1x1x32x128", "3x3x128x32", "1x1x32x128");
    List<String> head = List.of("4x4x64x128", "4x4x3x64");
    assertEquals(
        joined(List.of(trunk, middle, List.of("8192x512", "8192x512", "512x8192"), middle, head)),
        weights("vae-colour"));
    assertEquals(
        List.of(
            "4x4x1x128",
            "4x4x128x256",
            "1x1x256x64",
            "512x64",
            "1x1x64x256",
            "4x4x128x256",
            "4x4x1x128"),
        weights("vqvae-mnist"));
    assertEquals(
        joined(List.of(trunk, middle, List.of("1x1x128x64", "512x64", "1x1x64x128"), middle, head)),
        weights("vqvae-colour"));
  }

  @Test
  void thePriorsHaveThePublishedLayers() {
    List<String> mnist = weights("pixelcnn-mnist");
    assertEquals(List.of("512x128", "7x7x128x256"), mnist.subList(0, 2));
    mnist.subList(2, 12).forEach(weight -> assertEquals("7x7x256x256", weight));
    assertEquals(List.of("256x128", "128x512"), mnist.subList(12, mnist.size()));
    List<String> colour = weights("pixelcnn-colour");
    assertEquals(List.of("512x64", "7x7x64x128"), colour.subList(0, 2));
    colour.subList(2, 14).forEach(weight -> assertEquals("7x7x128x128", weight));
    assertEquals(List.of("128x64", "64x512"), colour.subList(14, colour.size()));
  }

  private static List<String> joined(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  /** A prior reads its input as codes, an auto-encoder as pixels. */
  @ParameterizedTest
  @ValueSource(strings = {"vae-mnist", "vqvae-colour", "pixelcnn-mnist", "pixelcnn-colour"})
  void theDataOfTheBenchmarkIsOfTheRightKind(String name) {
    Network network = ReferenceNetworks.named(name);
    INDArray input = TrainBench.data(network, 4).getFeatures();
    boolean codes = name.startsWith("pixelcnn");
    assertEquals(codes ? 2 : 4, input.rank());
    assertTrue(input.minNumber().doubleValue() >= 0);
    double largest = input.maxNumber().doubleValue();
    assertTrue(codes ? largest > 400 && largest <= 511 : largest > 0.9 && largest <= 1, name);
    boolean whole = Transforms.floor(input).equals(input);
    assertEquals(codes, whole);
  }

  @Test
  void anUnknownNameIsTheUsersError() {
    assertThrows(UserError.class, () -> ReferenceNetworks.named("vae"));
  }
}
