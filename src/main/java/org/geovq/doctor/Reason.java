package org.geovq.doctor;

/** Why something failed, in one line. */
final class Reason {
  private Reason() {}

  /** The first line of the innermost cause. */
  static String of(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return root.getClass().getSimpleName() + ": " + message;
  }
}
