package org.geovq.stage;

import java.io.IOException;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.data.Split;
import org.geovq.stage.Codes.CodeGrid;

/**
 * The codes of all images under one codebook, not written to a table.
 *
 * @param source what the codes decode from
 * @param release takes back what executors were sent
 */
record Coding(Grids grids, Codebooks.Source source, Runnable release) implements AutoCloseable {

  /** The codes of a split; worked out anew whenever they are used. */
  @FunctionalInterface
  interface Grids {
    JavaRDD<CodeGrid> of(Split split) throws IOException;
  }

  @Override
  public void close() {
    release.run();
  }
}
