package org.geovq.nn;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Differentiating a graph prints a line per operation on standard output; our standard output
 * carries results.
 */
final class Quietly {
  private Quietly() {}

  static synchronized void run(Runnable work) {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      work.run();
    } finally {
      System.setOut(out);
    }
  }
}
