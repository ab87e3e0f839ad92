package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvidiaSmiTest {
  @TempDir private Path folder;

  private static GpuCard only(String output) {
    List<GpuCard> cards = NvidiaSmi.parse(output);
    assertEquals(1, cards.size());
    return cards.get(0);
  }

  private static String complaint(String output) {
    return assertThrows(UserError.class, () -> NvidiaSmi.parse(output)).getMessage();
  }

  @Test
  void readsAV100() {
    assertEquals(
        new GpuCard(
            0,
            "GPU-4cf8db2d-06c0-7d70-1a51-e59b25b2c16c",
            7,
            0,
            "Tesla V100-SXM2-16GB",
            16384,
            "535.161.08",
            false),
        only(Smi.V100));
  }

  @Test
  void readsAT4AnA100AnL4AndAnH200() {
    assertEquals(
        "GPU 0 (Tesla T4, compute capability 7.5, 15,360 MiB, driver 525.105.17)",
        only(Smi.T4).toString());
    assertEquals(
        "GPU 0 (NVIDIA A100-SXM4-80GB, compute capability 8.0, 81,920 MiB, driver 535.104.05)",
        only(Smi.A100).toString());
    assertEquals(
        "GPU 0 (NVIDIA L4, compute capability 8.9, 23,034 MiB, driver 550.54.15)",
        only(Smi.L4).toString());
    assertEquals(
        "GPU 0 (NVIDIA H200, compute capability 9.0, 143,771 MiB, driver 560.35.03)",
        only(Smi.H200).toString());
  }

  @Test
  void readsSeveralCards() {
    assertEquals(
        List.of(0, 1, 2, 3), NvidiaSmi.parse(Smi.FOUR_T4).stream().map(GpuCard::index).toList());
  }

  @Test
  void knowsACardThatIsCutIntoInstances() {
    assertTrue(only(Smi.A100.replace("Disabled", "Enabled")).mig());
  }

  @Test
  void aCardNeedNotTellItsMemory() {
    GpuCard card = only(Smi.L4.replace("23034", "[N/A]"));
    assertEquals(0, card.memoryMib());
    assertTrue(card.toString().contains("memory not told"), card.toString());
  }

  @Test
  void warningsAmongTheCardsArePassedOver() {
    String warned =
        "Warning: persistence mode is disabled on device 00000000:3B:00.0.\r\n"
            + Smi.T4
            + "WARNING: infoROM is corrupted at gpu 0000:3B:00.0\n";
    assertEquals("Tesla T4", only(warned).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0, GPU-8f9bd6a1, [N/A], Tesla T4, 15360, 525.105.17, [N/A]",
        "0, GPU-8f9bd6a1, 7.5, Tesla T4",
        "0, 8f9bd6a1, 7.5, Tesla T4, 15360, 525.105.17, [N/A]",
        "0, GPU-8f9bd6a1, 7.5, Tesla T4, much, 525.105.17, [N/A]",
        "0, GPU-8f9bd6a1, 7.5, Tesla T4, 15360, 525..17, [N/A]",
        "0, GPU-8f9bd6a1, 7.5, Tesla T4, 15360, 99999999999.1, [N/A]"
      })
  void aLineThatIsNoCardIsNamed(String line) {
    String complaint = complaint(line);
    assertTrue(complaint.startsWith("nvidia-smi describes a card as \"" + line), complaint);
  }

  @Test
  void noCardIsSaid() {
    String sentence =
        "nvidia-smi finds no card in this machine: use a machine with one, or set compute.device = cpu.";
    assertEquals(sentence, complaint(Smi.NONE));
    assertEquals(sentence, complaint(""));
  }

  @Test
  void aDriverThatDoesNotRunIsSaidInItsOwnWords() {
    String complaint = complaint(Smi.NO_DRIVER);
    assertTrue(complaint.contains("couldn't communicate with the NVIDIA driver"), complaint);
    assertTrue(complaint.contains("mend the NVIDIA driver"), complaint);
  }

  @Test
  void aDriverThatDoesNotKnowComputeCapabilitiesIsTooOld() {
    String complaint = complaint(Smi.DRIVER_470);
    assertTrue(complaint.contains("install driver 510.39.01 or newer"), complaint);
  }

  @Test
  void garbageIsQuotedInPart() {
    String complaint = complaint("\u0007 what? ".repeat(1000));
    assertTrue(complaint.contains("what?"), complaint);
    assertTrue(complaint.length() < 400, complaint);
  }

  @Test
  void asksTheToolItself() throws IOException {
    String command = Smi.install(folder, Smi.FOUR_T4, 0).toString();
    assertEquals(4, NvidiaSmi.cards(command).size());
  }

  @ParameterizedTest
  @CsvSource({"6, finds no card", "9, finds no card"})
  void theToolsExitCodeNeedNotBeZero(int code, String words) throws IOException {
    String command = Smi.install(folder, Smi.NONE, code).toString();
    String complaint = assertThrows(UserError.class, () -> NvidiaSmi.cards(command)).getMessage();
    assertTrue(complaint.contains(words), complaint);
  }

  @Test
  void noToolMeansNoDriver() {
    String missing = folder.resolve("nvidia-smi").toString();
    String complaint = assertThrows(UserError.class, () -> NvidiaSmi.cards(missing)).getMessage();
    assertTrue(complaint.contains("no nvidia-smi on this machine's PATH"), complaint);
  }
}
