package org.geovq.doctor;

import java.util.Locale;

/**
 * What an examination found.
 *
 * @param subject such as memory
 * @param text what is there, or what is wrong and how to mend it
 */
public record Finding(State state, String subject, String text) {
  /** How it stands with a subject. */
  public enum State {
    /** As it should be. */
    OK,
    /** A run would go, but slowly or only while it is small. */
    POOR,
    /** A run would stop. */
    WRONG
  }

  static Finding ok(String subject, String format, Object... arguments) {
    return new Finding(State.OK, subject, String.format(Locale.ROOT, format, arguments));
  }

  static Finding poor(String subject, String format, Object... arguments) {
    return new Finding(State.POOR, subject, String.format(Locale.ROOT, format, arguments));
  }

  static Finding wrong(String subject, String text) {
    return new Finding(State.WRONG, subject, text);
  }

  /** Whether a run would stop. */
  public boolean isWrong() {
    return state == State.WRONG;
  }

  /** As a line of a table. */
  public String line() {
    return String.format("%-5s  %-9s  %s", state, subject, text);
  }
}
