package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardLockTest {
  private static final GpuCard T4 = NvidiaSmi.parse(Smi.T4).get(0);
  private static final GpuCard L4 = NvidiaSmi.parse(Smi.L4).get(0);
  @TempDir private Path folder;

  private CardLock hold(GpuCard card) throws IOException {
    return CardLock.hold(folder, card, Duration.ZERO);
  }

  @Test
  void aCardIsHadOnce() throws IOException {
    CardLock first = hold(T4);
    String complaint = assertThrows(UserError.class, () -> hold(T4)).getMessage();
    assertTrue(complaint.startsWith("GPU 0 (Tesla T4"), complaint);
    assertTrue(complaint.contains("in use by another executor"), complaint);
    first.close();
    hold(T4).close();
  }

  @Test
  void anotherCardIsFree() throws IOException {
    CardLock first = hold(T4);
    hold(L4).close();
    first.close();
  }

  @Test
  void waitsForOneThatIsAboutToEnd() throws Exception {
    CardLock first = hold(T4);
    var second =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return CardLock.hold(folder, T4, Duration.ofMinutes(1));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    // Not given while the first holds it, and not refused.
    assertThrows(TimeoutException.class, () -> second.get(300, TimeUnit.MILLISECONDS));
    first.close();
    second.get().close();
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.createSymbolicLink(folder.resolve("geovq-" + T4.uuid() + ".lock"), elsewhere);
    assertThrows(IOException.class, () -> hold(T4));
    assertTrue(Files.notExists(elsewhere));
  }
}
