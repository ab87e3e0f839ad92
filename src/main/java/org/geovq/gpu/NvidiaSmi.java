package org.geovq.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.geovq.UserError;

/** What the driver's own tool says of the cards of this machine; no library of CUDA is needed. */
final class NvidiaSmi {
  private static final int SECONDS = 60;

  private NvidiaSmi() {}

  /**
   * The cards of this machine, at least one.
   *
   * @throws UserError if there is no driver, none that answers, none that tells what is needed, or
   *     no card
   */
  static List<GpuCard> cards() {
    return cards("nvidia-smi");
  }

  static List<GpuCard> cards(String command) {
    return parse(output(command, "--query-gpu=" + GpuCard.FIELDS, "--format=csv,noheader,nounits"));
  }

  /**
   * Reads what nvidia-smi printed. Lines that describe no card are warnings, which drivers mix in.
   *
   * @throws UserError as {@link #cards()}
   */
  static List<GpuCard> parse(String output) {
    List<GpuCard> cards =
        output
            .lines()
            .map(String::strip)
            .filter(line -> line.matches("\\d+,.*"))
            .map(GpuCard::parse)
            .toList();
    if (cards.isEmpty()) {
      throw none(output);
    }
    return cards;
  }

  private static UserError none(String output) {
    if (output.contains("not a valid field")) {
      // Drivers up to 470 do not know the field compute_cap.
      return new UserError(
          "The NVIDIA driver of this machine is too old to tell the compute capability of its cards: install driver %s or"
              + " newer, or set compute.device = cpu.",
          Served.DRIVER_OF_CUDA);
    }
    if (output.isBlank() || output.contains("No devices were found")) {
      return new UserError(
          "nvidia-smi finds no card in this machine: use a machine with one, or set compute.device = cpu.");
    }
    return new UserError(
        "nvidia-smi lists no card but says \"%s\": mend the NVIDIA driver, or set compute.device = cpu.",
        excerpt(output));
  }

  private static String excerpt(String output) {
    String line = output.strip().replaceAll("\\s+", " ");
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }

  /** Standard output and error, of which nvidia-smi uses now the one and now the other. */
  private static String output(String... command) {
    try {
      Path printed = Files.createTempFile("nvidia-smi", ".txt");
      try {
        run(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile()));
        return Files.readString(printed, StandardCharsets.ISO_8859_1);
      } finally {
        Files.delete(printed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(ProcessBuilder builder) {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UserError(
          "There is no nvidia-smi on this machine's PATH, so no NVIDIA driver: install driver %s or newer, or set"
              + " compute.device = cpu.",
          Served.DRIVER_OF_CUDA);
    }
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new UserError(
            "nvidia-smi gives no answer in %d s: restart the machine or its NVIDIA driver, or set compute.device = cpu.",
            SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
