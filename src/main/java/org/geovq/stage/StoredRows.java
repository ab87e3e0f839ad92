package org.geovq.stage;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.sql.catalyst.InternalRow;
import org.geovq.UserError;
import org.geovq.run.StorageFaults;

/**
 * The rows of a table as Spark's reader of Parquet gives them, which has many ways to say that a
 * file is damaged or out of reach, and a stack trace in each.
 *
 * @param table its folder
 * @param own whether a stage has written it, and can again
 */
record StoredRows(String table, boolean own, Iterator<InternalRow> rows)
    implements Iterator<InternalRow> {
  @Override
  public boolean hasNext() {
    return readable(rows::hasNext);
  }

  @Override
  public InternalRow next() {
    return readable(rows::next);
  }

  private <T> T readable(Supplier<T> read) {
    try {
      return read.get();
    } catch (Exception | FSError e) {
      // Spark's Scala code throws checked exceptions, too.
      Optional<UserError> words = StorageFaults.unreadable(table, own, e);
      if (words.isPresent()) {
        throw words.get();
      }
      throw e;
    }
  }
}
