package org.geovq.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * Who has a run directory.
 *
 * @param id of this hold
 * @param host name, for the user
 * @param machine where process ids mean the same; empty if that is not known
 * @param started when the process did, ms since 1970; process ids are given out again
 * @param application Spark's; another attempt at it follows a dead one
 * @param since for the user
 */
record LockHolder(
    String id,
    String host,
    String machine,
    long process,
    long started,
    String application,
    String since) {
  /** The system reckons a process's start from its clock, which may have been set since. */
  private static final long CLOCK_MS = 60_000;

  /** This process. */
  static LockHolder here(String application) {
    ProcessHandle self = ProcessHandle.current();
    return new LockHolder(
        UUID.randomUUID().toString(),
        hostName(),
        thisMachine(),
        self.pid(),
        started(self),
        application,
        Instant.now().toString());
  }

  /** Whether its process is known to have ended. */
  boolean isGone() {
    return !machine.isEmpty()
        && machine.equals(thisMachine())
        && ProcessHandle.of(process).filter(this::isSame).isEmpty();
  }

  private boolean isSame(ProcessHandle found) {
    return found.isAlive() && Math.abs(started(found) - started) < CLOCK_MS;
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unknown host";
    }
  }

  /** Containers may share a host's name and a directory, but not their process ids. */
  private static String thisMachine() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
      return boot.strip() + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException e) {
      return "";
    }
  }
}
