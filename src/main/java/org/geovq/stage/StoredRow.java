package org.geovq.stage;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.geovq.UserError;
import org.geovq.data.Split;

/**
 * A row of a stored table, which may be damaged or somebody else's: what is taken out of it is as
 * long and as large as the manifest says.
 *
 * @param table for messages, such as {@code codes/geodesic}
 */
record StoredRow(String table, InternalRow row) {

  /** What is wrong with a table. */
  static UserError damaged(String table, String found, String expected) {
    return new UserError(
        "The table %s is damaged: it has %s, expected %s; remove its folder and give the same command again.",
        table, found, expected);
  }

  private void require(boolean right, int column, String found, String expected) {
    if (!right) {
      throw damaged(table, "%s in column %d of a row".formatted(found, column + 1), expected);
    }
  }

  private void requireValue(int column) {
    require(!row.isNullAt(column), column, "nothing", "a value");
  }

  long id(int column) {
    requireValue(column);
    long id = row.getLong(column);
    require(id >= 0, column, Long.toString(id), "an id of at least 0");
    return id;
  }

  /** A whole number from least to most. */
  int number(int column, int least, int most) {
    requireValue(column);
    int number = row.getInt(column);
    boolean right = number >= least && number <= most;
    require(right, column, Integer.toString(number), least + " to " + most);
    return number;
  }

  double real(int column) {
    requireValue(column);
    return row.getDouble(column);
  }

  boolean flag(int column) {
    requireValue(column);
    return row.getBoolean(column);
  }

  Split split(int column) {
    requireValue(column);
    String name = row.getUTF8String(column).toString();
    try {
      return Split.of(name);
    } catch (IllegalArgumentException e) {
      throw damaged(table, "the split '" + name + "'", "train, validation or test");
    }
  }

  byte[] bytes(int column, int length) {
    requireValue(column);
    byte[] bytes = row.getBinary(column);
    require(bytes.length == length, column, bytes.length + " bytes", Integer.toString(length));
    return bytes;
  }

  float[] floats(int column, int length) {
    return array(column, length).toFloatArray();
  }

  /** Whole numbers from 0 to below a bound. */
  int[] indices(int column, int length, int bound) {
    int[] indices = array(column, length).toIntArray();
    for (int index : indices) {
      boolean right = index >= 0 && index < bound;
      require(right, column, Integer.toString(index), "0 to " + (bound - 1));
    }
    return indices;
  }

  /** The length of an array. */
  int length(int column) {
    requireValue(column);
    return row.getArray(column).numElements();
  }

  private ArrayData array(int column, int length) {
    requireValue(column);
    ArrayData array = row.getArray(column);
    int found = array.numElements();
    require(found == length, column, found + " numbers", Integer.toString(length));
    for (int i = 0; i < length; i++) {
      require(!array.isNullAt(i), column, "nothing", "a number");
    }
    return array;
  }
}
