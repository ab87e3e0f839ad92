package org.geovq.gpu;

import java.util.List;
import java.util.stream.Collectors;
import org.geovq.UserError;

/** Which of a machine's cards a process has. */
final class Assignment {
  private Assignment() {}

  /**
   * The card that Spark has given to an executor.
   *
   * @param addresses as Spark has them from the discovery script: index or UUID
   * @throws UserError if it is not exactly one, or none of this machine
   */
  static GpuCard of(List<GpuCard> cards, List<String> addresses) {
    if (addresses.size() != 1) {
      throw new UserError(
          "Spark has given the executor %s, where it takes exactly one: set spark.executor.resource.gpu.amount = 1 and give"
              + " every host enough executors for its cards.",
          addresses.isEmpty() ? "no GPU" : "the GPUs " + String.join(", ", addresses));
    }
    return find(cards, addresses.get(0), "Spark has given the executor");
  }

  /**
   * The card of a process that Spark gives none, as in local mode: the first that the environment
   * lets it see.
   *
   * @param visible value of CUDA_VISIBLE_DEVICES, null where there is none
   * @throws UserError if it lets it see none
   */
  static GpuCard alone(List<GpuCard> cards, String visible) {
    return visible == null
        ? cards.get(0)
        : find(cards, visible.split(",", -1)[0].strip(), "CUDA_VISIBLE_DEVICES begins with");
  }

  private static GpuCard find(List<GpuCard> cards, String address, String who) {
    return cards.stream()
        .filter(card -> isAt(card, address))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "%s GPU \"%s\", which is not among those that nvidia-smi lists (%s): expected one of them, by index or"
                        + " UUID.",
                    who, address, list(cards)));
  }

  /** CUDA, too, takes the beginning of a UUID. */
  private static boolean isAt(GpuCard card, String address) {
    return address.equals(Integer.toString(card.index()))
        || address.startsWith("GPU-") && card.uuid().startsWith(address);
  }

  private static String list(List<GpuCard> cards) {
    return cards.stream()
        .map(card -> card.index() + " = " + card.uuid())
        .collect(Collectors.joining(", "));
  }
}
