package org.geovq.gpu;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.geovq.UserError;

/**
 * A card as nvidia-smi tells of it.
 *
 * @param index its place in nvidia-smi's list, which is Spark's address of it
 * @param uuid such as {@code GPU-5a5ef6b5-...}, the same on every start of the machine
 * @param major of the compute capability: 8 of 8.6
 * @param minor of the compute capability: 6 of 8.6
 * @param memoryMib all of its memory in MiB; 0: not told
 * @param driver version of the driver, such as 535.129.03
 * @param mig whether it is cut into MIG instances
 */
public record GpuCard(
    int index,
    String uuid,
    int major,
    int minor,
    String name,
    long memoryMib,
    String driver,
    boolean mig) {

  /** The fields of {@link #parse}, as nvidia-smi names them. */
  static final String FIELDS =
      "index,uuid,compute_cap,name,memory.total,driver_version,mig.mode.current";

  /** Characters of a line: the pattern's time grows faster than they do. */
  private static final int LONGEST = 1000;

  /** What a card does not tell stands in brackets: [N/A], [Not Supported]. */
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{1,4}), (GPU-[0-9a-fA-F-]+), (\\d{1,3})\\.(\\d{1,3}), (.+), (\\d{1,9}|\\[[^]]*]), (\\d{1,9}(?:\\.\\d{1,9}){0,5}), (.+)");

  /**
   * Reads a line of {@code --query-gpu} with {@link #FIELDS}, without header and units.
   *
   * @throws UserError if it is not such a line
   */
  static GpuCard parse(String line) {
    Matcher fields = LINE.matcher(line);
    if (line.length() > LONGEST || !fields.matches()) {
      throw new UserError(
          "nvidia-smi describes a card as \"%s\": expected %s.", line, FIELDS.replace(",", ", "));
    }
    String memory = fields.group(6);
    return new GpuCard(
        Integer.parseInt(fields.group(1)),
        fields.group(2),
        Integer.parseInt(fields.group(3)),
        Integer.parseInt(fields.group(4)),
        fields.group(5),
        memory.startsWith("[") ? 0 : Long.parseLong(memory),
        fields.group(7),
        fields.group(8).equals("Enabled"));
  }

  /** Such as {@code GPU 0 (Tesla T4, compute capability 7.5, 15,360 MiB, driver 535.129.03)}. */
  @Override
  public String toString() {
    String memory = memoryMib == 0 ? "memory not told" : String.format("%,d MiB", memoryMib);
    return String.format(
        "GPU %d (%s, compute capability %d.%d, %s, driver %s)",
        index, name, major, minor, memory, driver);
  }
}
