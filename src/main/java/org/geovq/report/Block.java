package org.geovq.report;

import java.util.regex.Pattern;

/** Something with a number and a caption: a figure or a table. */
public sealed interface Block permits Figure, Table {
  /** Anchor in the page, unique in it: lower-case letters, digits and hyphens. */
  String id();

  /** What it shows, in a few words. */
  String title();

  /** How to read it: what is shown, and which direction is better. */
  String caption();

  /** Whether a text may be an id, which also names a file: nothing else may get into the path. */
  static boolean isId(String text) {
    return Pattern.matches("[a-z0-9][a-z0-9-]*", text);
  }

  /** Checks an id. */
  static String checkedId(String id) {
    if (!isId(id)) {
      throw new IllegalArgumentException(
          "id: lower-case letters, digits and hyphens expected, not '" + id + "'");
    }
    return id;
  }
}
