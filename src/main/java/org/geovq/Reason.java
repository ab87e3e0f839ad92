package org.geovq;

/** Why something failed, in one line. */
public final class Reason {
  private Reason() {}

  /** Kind and first line of the innermost cause. */
  public static String of(Throwable error) {
    Throwable root = root(error);
    return root.getClass().getSimpleName() + ": " + firstLine(root);
  }

  /** First line of what an error says. */
  public static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
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
