package org.geovq;

import java.util.Arrays;

/**
 * Something that the user can mend: a bad file, key or value. The message is one sentence that
 * names it and says what was expected; the command line prints it without a stack trace and exits
 * with 2.
 */
public class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Of what is quoted from a file; names of files are shorter. */
  private static final int LONGEST = 400;

  /**
   * @param format as of {@link String#format}, or the message itself where there are no arguments
   * @param arguments texts, of which long ones are cut, and numbers
   */
  public UserError(String format, Object... arguments) {
    super(line(arguments.length == 0 ? format : String.format(format, cut(arguments))));
  }

  private static Object[] cut(Object... arguments) {
    return Arrays.stream(arguments).map(UserError::cut).toArray();
  }

  private static Object cut(Object argument) {
    if (argument instanceof Number) {
      return argument;
    }
    String text = String.valueOf(argument);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  /** What is quoted from a file must not speak to the terminal. */
  private static String line(String message) {
    return message.replaceAll("[\\p{Cntrl}\u0080-\u009f\u2028\u2029]+", " ");
  }
}
