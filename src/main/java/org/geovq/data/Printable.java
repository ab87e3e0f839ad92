package org.geovq.data;

/** Text out of a file that somebody else made, for a message. */
final class Printable {
  private Printable() {}

  /** The same with question marks for what a terminal would take as a command. */
  static String of(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}
