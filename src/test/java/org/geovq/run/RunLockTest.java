package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  private static final Duration LONG_AGO = RunLock.PATIENCE.plusSeconds(5);

  @TempDir private Path folder;

  @Test
  void aSecondHolderIsRefusedUntilTheFirstLetsGo() throws Exception {
    RunLock first = lock("app-1");
    String message = assertThrows(UserError.class, () -> lock("app-2")).getMessage();
    String expected =
        "file:%s is in use by process %d on ".formatted(folder, ProcessHandle.current().pid());
    assertTrue(message.startsWith(expected), message);
    first.require();
    first.close();
    assertFalse(Files.exists(folder.resolve(".lock")));
    lock("app-2").close();
  }

  @Test
  void aDeadProcessOfThisMachineHoldsNothing() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertTrue(dead.waitFor(10, TimeUnit.SECONDS));
    LockHolder here = LockHolder.here("app-1");
    write(holder(here.machine(), dead.pid(), here.started()));
    lock("app-2").close();
  }

  /** Ids are given out again. */
  @Test
  void anotherProcessWithTheIdOfADeadOneHoldsNothing() throws Exception {
    LockHolder here = LockHolder.here("app-1");
    long before = here.started() - Duration.ofHours(1).toMillis();
    write(holder(here.machine(), here.process(), before));
    lock("app-2").close();
  }

  @Test
  void aProcessOfAnotherMachineIsBelievedForAWhile() throws Exception {
    Path file = write(holder("another", Long.MAX_VALUE, 0));
    String message = assertThrows(UserError.class, () -> lock("app-2")).getMessage();
    assertTrue(message.contains("the directory is free 2 minutes after its last"), message);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(LONG_AGO)));
    lock("app-2").close();
  }

  @Test
  void halfAFileIsBelievedForAWhileToo() throws Exception {
    Path file = Files.writeString(folder.resolve(".lock"), "{\"id\" : ");
    assertThrows(UserError.class, () -> lock("app-2"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(LONG_AGO)));
    lock("app-2").close();
  }

  /** As YARN does after the first has died, on any of its machines. */
  @Test
  void anotherAttemptOfTheSameApplicationGoesOn() throws Exception {
    write(holder("another", Long.MAX_VALUE, 0));
    lock("app-1").close();
  }

  @Test
  void whoLostTheLockPutsNothingInPlace() throws Exception {
    RunLock first = lock("app-1");
    Path file = write(holder("another", Long.MAX_VALUE, 0));
    String message = assertThrows(UserError.class, first::require).getMessage();
    assertTrue(message.startsWith("file:" + file + " was removed, or written by"), message);
    first.close();
    assertTrue(Files.exists(file), "it is the other's now");
  }

  @Test
  void renewalKeepsWhatItSays() throws Exception {
    try (RunLock lock = lock("app-1")) {
      Path file = folder.resolve(".lock");
      String before = Files.readString(file);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(LONG_AGO)));
      lock.renew();
      assertEquals(before, Files.readString(file));
      assertTrue(
          Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minusSeconds(10)));
    }
  }

  private static LockHolder holder(String machine, long process, long started) {
    return new LockHolder("x", "elsewhere", machine, process, started, "app-1", "yesterday");
  }

  private Path write(LockHolder holder) throws Exception {
    Files.deleteIfExists(folder.resolve("..lock.crc"));
    return Files.writeString(folder.resolve(".lock"), Json.line(holder));
  }

  private RunLock lock(String application) throws Exception {
    return new RunDirectory(folder.toString(), new Configuration()).lock(application);
  }
}
