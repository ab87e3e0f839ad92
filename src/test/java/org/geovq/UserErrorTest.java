package org.geovq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UserErrorTest {
  @Test
  void numbersAndTextsAreFormatted() {
    assertEquals("a.npy holds 1,000.", new UserError("%s holds %,d.", "a.npy", 1000).getMessage());
    assertEquals("50 % more", new UserError("50 % more").getMessage());
  }

  /** A file could else move the cursor, or begin a line of its own in the log. */
  @Test
  void whatIsQuotedBecomesOneLine() {
    String quoted = "a\nERROR b\u001b[31m\u0000\u2028c";
    assertEquals("Not a ERROR b [31m c.", new UserError("Not %s.", quoted).getMessage());
  }

  @Test
  void whatIsQuotedIsCut() {
    String message = new UserError("%s: expected less.", "x".repeat(100_000)).getMessage();
    assertEquals(400 + "...: expected less.".length(), message.length());
    assertTrue(message.endsWith("x...: expected less."), message);
  }
}
