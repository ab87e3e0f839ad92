package org.geovq.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What nvidia-smi prints for {@code --query-gpu} with {@link GpuCard#FIELDS} on machines with these
 * cards; and a stand-in that prints it.
 */
final class Smi {
  static final String V100 =
      "0, GPU-4cf8db2d-06c0-7d70-1a51-e59b25b2c16c, 7.0, Tesla V100-SXM2-16GB, 16384, 535.161.08, [N/A]\n";
  static final String T4 =
      "0, GPU-8f9bd6a1-5c0a-9d6e-62f5-1b2c7b0f7a11, 7.5, Tesla T4, 15360, 525.105.17, [N/A]\n";
  static final String A100 =
      "0, GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f, 8.0, NVIDIA A100-SXM4-80GB, 81920, 535.104.05, Disabled\n";
  static final String L4 =
      "0, GPU-f3a2d7c6-8d1b-3d55-9f53-6f6cf4b8a0b2, 8.9, NVIDIA L4, 23034, 550.54.15, [N/A]\n";
  static final String H200 =
      "0, GPU-0d2c9a3e-6a50-2b4e-8a6b-7d9a1b6b2f04, 9.0, NVIDIA H200, 143771, 560.35.03, Disabled\n";
  static final String FOUR_T4 =
      """
      0, GPU-aaaaaaaa-0000-0000-0000-000000000000, 7.5, Tesla T4, 15360, 525.105.17, [N/A]
      1, GPU-bbbbbbbb-0000-0000-0000-000000000000, 7.5, Tesla T4, 15360, 525.105.17, [N/A]
      2, GPU-cccccccc-0000-0000-0000-000000000000, 7.5, Tesla T4, 15360, 525.105.17, [N/A]
      3, GPU-dddddddd-0000-0000-0000-000000000000, 7.5, Tesla T4, 15360, 525.105.17, [N/A]
      """;
  static final String NONE = "No devices were found\n";
  static final String NO_DRIVER =
      """
      NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.

      """;
  static final String DRIVER_470 = "Field \"compute_cap\" is not a valid field to query.\n\n";

  private Smi() {}

  /** Puts an nvidia-smi into a folder that prints this and ends with the code. */
  static Path install(Path folder, String output, int code) throws IOException {
    return script(
        folder.resolve("nvidia-smi"), "cat << 'END'\n" + output + "END\nexit " + code + "\n");
  }

  /** Writes a script of the shell. */
  static Path script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + body);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
