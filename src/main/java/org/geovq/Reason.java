package org.geovq;

/** Why something failed, in one line. */
public final class Reason {
  private Reason() {}

  /** Kind and first line of the innermost cause. */
  public static String of(Throwable error) {
    Throwable root = root(error);
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return root.getClass().getSimpleName() + ": " + message;
  }

  /** The innermost cause; the error itself where it has none. */
  public static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
