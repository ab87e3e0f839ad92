package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServedTest {
  private static GpuCard card(String line) {
    return NvidiaSmi.parse(line).get(0);
  }

  private static String complaint(String line) {
    return assertThrows(UserError.class, () -> Served.require(card(line))).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "3,5,false", "3,7,true", "5,0,true", "5,2,true", "5,3,true", "6,0,true", "6,1,true",
    "6,2,true", "7,0,true", "7,2,true", "7,5,true", "8,0,true", "8,6,true", "8,7,true",
    "8,9,true", "9,0,false", "10,0,false", "10,3,false", "12,0,false", "12,1,false", "2,1,false"
  })
  void machineCodeRunsOnTheSameMajorAndNoLowerMinor(int major, int minor, boolean served) {
    assertEquals(served, Served.hasCode(major, minor));
  }

  @ParameterizedTest
  @ValueSource(strings = {Smi.V100, Smi.T4, Smi.A100, Smi.L4})
  void letsTheseCardsPass(String line) {
    assertDoesNotThrow(() -> Served.require(card(line)));
  }

  @Test
  void refusesAHopperAndSaysWhatWouldWork() {
    String complaint = complaint(Smi.H200);
    assertTrue(
        complaint.startsWith("GPU 0 (NVIDIA H200, compute capability 9.0, 143,771 MiB,"),
        complaint);
    assertTrue(complaint.contains("use a V100, T4, A100, A10, L4"), complaint);
    assertTrue(complaint.contains("compute.device = cpu"), complaint);
  }

  @Test
  void refusesADriverFromBeforeCuda11() {
    String complaint = complaint(Smi.T4.replace("525.105.17", "418.226.00"));
    assertTrue(complaint.contains("a driver older than 450.80.02"), complaint);
    assertTrue(complaint.contains("install driver 510.39.01 or newer"), complaint);
  }

  @Test
  void refusesACardThatIsCutIntoInstances() {
    String complaint = complaint(Smi.A100.replace("Disabled", "Enabled"));
    assertTrue(complaint.contains("nvidia-smi -i 0 -mig 0"), complaint);
  }

  @Test
  void driversAreComparedNumberByNumber() {
    assertTrue(Served.compare("450.80.02", "450.119.03") < 0);
    assertTrue(Served.compare("1000.1", "510.39.01") > 0);
    assertEquals(0, Served.compare("450.80.02", "450.80.02"));
    assertTrue(Served.compare("450.80", "450.80.02") < 0);
  }
}
