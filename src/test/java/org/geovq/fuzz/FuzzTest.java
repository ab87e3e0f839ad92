package org.geovq.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;

/** The harness notices what it is there for. */
class FuzzTest {
  private static final List<byte[]> SEEDS =
      List.of("a whole file, 12 bytes".getBytes(StandardCharsets.US_ASCII));

  private static boolean whole(byte[] file) {
    return Arrays.equals(file, SEEDS.get(0));
  }

  private static String complaint(Fuzz.Reader reader) {
    Fuzz fuzz = new Fuzz("harness", SEEDS).limit(1).memory(1 << 20);
    return assertThrows(AssertionError.class, () -> fuzz.run(reader)).getMessage();
  }

  private static String complaintOfBroken(Fuzz.Reader reader) {
    return complaint(
        file -> {
          if (!whole(file)) {
            reader.read(file);
          }
        });
  }

  @Test
  void aWholeFileHasToBeTaken() {
    Fuzz.Reader refuses =
        file -> {
          throw new UserError("No.");
        };
    assertTrue(complaint(refuses).contains("whole file 0 is refused"));
  }

  @Test
  void anotherExceptionAndItsInputAreNamed() {
    String complaint =
        complaintOfBroken(
            file -> {
              throw new NullPointerException("nothing");
            });
    assertTrue(complaint.contains("-Dgeovq.fuzz-seed=42 -Dgeovq.fuzz-input=0"), complaint);
    assertTrue(complaint.contains("NullPointerException: nothing"), complaint);
  }

  @Test
  void aUserErrorWithinAnotherExceptionIsNoRefusal() {
    String complaint =
        complaintOfBroken(
            file -> {
              throw new IllegalStateException(new UserError("One."));
            });
    assertTrue(complaint.contains("IllegalStateException"), complaint);
  }

  @Test
  void tooMuchMemoryIsNoticed() {
    byte[][] taken = new byte[1][];
    String complaint = complaintOfBroken(file -> taken[0] = new byte[200 << 20]);
    assertTrue(complaint.contains("bytes allocated, then null"), complaint);
  }

  @Test
  void aReaderThatDoesNotEndIsNoticed() {
    CountDownLatch never = new CountDownLatch(1);
    String complaint = complaintOfBroken(file -> never.await());
    assertTrue(complaint.contains("no end after 1 s"), complaint);
  }

  @Test
  void anInputIsAFunctionOfItsNumber() {
    Fuzz fuzz = new Fuzz("harness", SEEDS);
    assertArrayEquals(fuzz.input(7), new Fuzz("harness", SEEDS).input(7));
    assertFalse(Arrays.equals(fuzz.input(7), fuzz.input(8)));
  }
}
