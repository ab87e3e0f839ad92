package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script submit/gpu-discovery, run as Spark runs it. */
class GpuDiscoveryTest {
  @TempDir private Path folder;

  private record Answer(int code, String out, String err) {}

  /** Of a query of index and UUID alone. */
  private static String two(String output) {
    return output.replaceAll("(?m)^(\\d+, GPU-[^,]+),.*$", "$1");
  }

  private Answer discover(String smi, int code, String visible)
      throws IOException, InterruptedException {
    Smi.install(folder, two(smi), code);
    return discover(visible);
  }

  private Answer discover(String visible) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(Path.of("submit/gpu-discovery").toString());
    builder.environment().put("PATH", folder + ":/usr/bin:/bin");
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    if (visible != null) {
      builder.environment().put("CUDA_VISIBLE_DEVICES", visible);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String out = text(process.getInputStream().readAllBytes());
    String err = text(process.getErrorStream().readAllBytes());
    return new Answer(process.waitFor(), out, err);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<String> addresses(Answer answer) throws IOException {
    assertEquals(0, answer.code(), answer.err());
    JsonNode json = new ObjectMapper().readTree(answer.out());
    assertEquals("gpu", json.get("name").asText());
    List<String> addresses = new ArrayList<>();
    json.get("addresses").forEach(address -> addresses.add(address.asText()));
    return addresses;
  }

  private void assertRefused(Answer answer, String words) {
    assertEquals(1, answer.code());
    assertEquals("", answer.out());
    assertTrue(answer.err().startsWith("gpu-discovery: "), answer.err());
    assertTrue(answer.err().contains(words), answer.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {Smi.V100, Smi.T4, Smi.A100, Smi.L4, Smi.H200})
  void oneCardIsAddress0(String smi) throws Exception {
    Answer answer = discover(smi, 0, null);
    assertEquals("{\"name\":\"gpu\",\"addresses\":[\"0\"]}\n", answer.out());
    assertEquals(List.of("0"), addresses(answer));
  }

  @Test
  void severalCardsAreListedInOrder() throws Exception {
    assertEquals(List.of("0", "1", "2", "3"), addresses(discover(Smi.FOUR_T4, 0, null)));
  }

  @ParameterizedTest
  @CsvSource({
    "'2,0', '2,0'",
    "'3', '3'",
    "' 1, 2 ', '1,2'",
    "'GPU-cccccccc-0000-0000-0000-000000000000,GPU-aaaa', '2,0'",
    "'1,-1,2', '1'",
    "'1,7,2', '1'"
  })
  void theEnvironmentSaysWhichCount(String visible, String expected) throws Exception {
    assertEquals(List.of(expected.split(",")), addresses(discover(Smi.FOUR_T4, 0, visible)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "NoDevFiles", "4", "GPU-9", "GPU", "*"})
  void theEnvironmentMayHideAll(String visible) throws Exception {
    assertRefused(discover(Smi.FOUR_T4, 0, visible), "hides every card");
  }

  @Test
  void warningsAmongTheCardsArePassedOver() throws Exception {
    String warned = "Warning: x\n" + Smi.FOUR_T4 + "WARNING: infoROM is corrupted at gpu 0\n";
    assertEquals(4, addresses(discover(warned, 0, null)).size());
  }

  @Test
  void noCardIsAnErrorInWords() throws Exception {
    assertRefused(discover(Smi.NONE, 6, null), "No devices were found");
    assertRefused(discover(Smi.NO_DRIVER, 9, null), "couldn't communicate");
    assertRefused(discover("%$\n", 0, null), "lists no card");
  }

  @Test
  void noToolIsAnErrorInWords() throws Exception {
    assertRefused(discover((String) null), "no nvidia-smi on the PATH");
  }
}
