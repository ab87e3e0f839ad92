package org.geovq.stage;

import java.util.List;
import java.util.stream.Stream;
import org.geovq.config.Arm;
import org.geovq.report.Ink;

/**
 * Which arms a page tells in full, and which it shows beside them.
 *
 * @param arms of the run
 * @param told the first arm that quantizes the VAE's latents
 * @param endToEnd the first VQ-VAE; null where there is none
 */
public record Roles(List<Arm> arms, Arm told, Arm endToEnd) {

  /** Of the arms of a run, at least one of which quantizes the latents of the VAE. */
  public static Roles of(List<Arm> arms) {
    return new Roles(
        arms,
        arms.stream().filter(Arm::postHoc).findFirst().orElseThrow(),
        arms.stream().filter(arm -> !arm.postHoc()).sorted().findFirst().orElse(null));
  }

  /** The arms that are told in full: one of each sort. */
  List<Arm> full() {
    return Stream.of(told, endToEnd).filter(arm -> arm != null).toList();
  }

  List<Arm> others() {
    return arms.stream().filter(arm -> !full().contains(arm)).toList();
  }

  List<Arm> endToEndArms() {
    return arms.stream().filter(arm -> !arm.postHoc()).toList();
  }

  /** The Euclidean controls of the geodesic arm that the run has. */
  List<Arm> euclideanControls() {
    return Stream.of(Arm.KMEANS, Arm.KMEDOIDS_EUCLIDEAN).filter(arms::contains).toList();
  }

  /** As a reader sees a key of the metrics: kmedoids euclidean. */
  public static String words(String key) {
    return key.replace('_', ' ');
  }

  /** The same of an arm. */
  public static String words(Arm arm) {
    return words(arm.key());
  }

  /** The colour that an arm has in all charts; what is none, as the continuous images, is grey. */
  public static Ink ink(String key) {
    return Stream.of(Arm.values())
        .filter(arm -> arm.key().equals(key))
        .findFirst()
        .map(Roles::ink)
        .orElse(Ink.GREY);
  }

  static Ink ink(Arm arm) {
    return Ink.of(arm.ordinal());
  }

  /** A figure's id: the parts of a name joined by hyphens. */
  static String id(String... parts) {
    return String.join("-", parts).replace('_', '-');
  }
}
