package org.geovq;

/**
 * Something that the user can mend: a bad file, key or value. The message is one sentence that
 * names it and says what was expected; the command line prints it without a stack trace and exits
 * with 2.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UserError(String format, Object... arguments) {
    super(arguments.length == 0 ? format : String.format(format, arguments));
  }
}
