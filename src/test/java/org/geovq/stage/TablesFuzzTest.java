package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.geovq.UserError;
import org.geovq.data.LabelledImage;
import org.geovq.fuzz.Fuzz;
import org.geovq.graph.LatentPoints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broken tables. Parquet's own form is Spark's to read, so its files are broken in a few ways only;
 * the rows that come out of them may hold anything and are broken by the generator.
 */
class TablesFuzzTest {
  private static final int NODES = 3;
  private static final int K = 4;
  private static final int NULL = 0x7f;

  /** A table's columns, a whole row, and what reads it. */
  private record Kind(StructType schema, byte[] whole, Fuzz.Reader reader) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              Images.SCHEMA,
              bytes(48)
                  .put(v())
                  .putLong(7)
                  .put(split())
                  .put(v())
                  .putInt(3)
                  .put(array(4, 1))
                  .array(),
              file -> image(row(Images.SCHEMA, file))),
          new Kind(
              Latents.SCHEMA,
              bytes(72)
                  .put(v())
                  .putLong(7)
                  .put(split())
                  .put(v())
                  .putInt(3)
                  .put(array(3, 4))
                  .put(array(3, 4))
                  .array(),
              file -> latent(row(Latents.SCHEMA, file))),
          new Kind(
              Codes.SCHEMA,
              bytes(64)
                  .put(v())
                  .putLong(7)
                  .put(split())
                  .put(v())
                  .putInt(3)
                  .put(array(4, 4))
                  .array(),
              file -> codes(row(Codes.SCHEMA, file))),
          new Kind(
              GraphTable.SCHEMA,
              bytes(96)
                  .put(v())
                  .putInt(1)
                  .put(v())
                  .putLong(7)
                  .put(v())
                  .putInt(0)
                  .put(array(2, 4))
                  .put(array(2, 4))
                  .put(array(2, 4))
                  .put(array(2, 4))
                  .put(v())
                  .put((byte) 1)
                  .array(),
              file -> node(row(GraphTable.SCHEMA, file))),
          new Kind(
              Geodesics.SCHEMA,
              bytes(24).put(v()).putInt(2).put(array(4 * NODES, 1)).array(),
              file -> landmark(row(Geodesics.SCHEMA, file))),
          new Kind(
              Quantize.SCHEMA,
              bytes(64)
                  .put(v())
                  .putInt(0)
                  .put(v())
                  .putInt(5)
                  .put(array(2, 4))
                  .put(array(2, 4))
                  .put(array(2, 4))
                  .array(),
              file -> code(row(Quantize.SCHEMA, file))));

  @TempDir private Path folder;

  private static ByteBuffer bytes(int most) {
    return ByteBuffer.allocate(most);
  }

  /** Says that a value follows. */
  private static byte v() {
    return 0;
  }

  private static byte[] split() {
    return ByteBuffer.allocate(10)
        .put(v())
        .putInt(5)
        .put("train".getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /** Zeros. */
  private static byte[] array(int length, int width) {
    return ByteBuffer.allocate(5 + length * width).put(v()).putInt(length).array();
  }

  @Test
  void rows() {
    List<byte[]> seeds =
        IntStream.range(0, KINDS.size()).mapToObj(TablesFuzzTest::numbered).toList();
    new Fuzz("rows of tables", seeds, "train", "test", "\u0000").run(TablesFuzzTest::read);
  }

  private static byte[] numbered(int i) {
    byte[] whole = KINDS.get(i).whole();
    return ByteBuffer.allocate(whole.length + 1).put((byte) i).put(whole).array();
  }

  private static void read(byte[] input) throws Exception {
    int i = input.length == 0 ? 0 : (input[0] & 0xff) % KINDS.size();
    KINDS.get(i).reader().read(Arrays.copyOfRange(input, Math.min(1, input.length), input.length));
  }

  /** What a broken file could hold in these columns; what is not there is null. */
  private static InternalRow row(StructType schema, byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    return new GenericInternalRow(
        Arrays.stream(schema.fields())
            .map(StructField::dataType)
            .map(type -> value(type, in))
            .toArray());
  }

  private static Object value(DataType type, ByteBuffer in) {
    if (!in.hasRemaining() || in.get() == NULL) {
      return null;
    }
    if (type.equals(DataTypes.StringType)) {
      return UTF8String.fromBytes(
          (byte[]) value(DataTypes.BinaryType, in.position(in.position() - 1)));
    }
    if (type.equals(DataTypes.BinaryType)) {
      byte[] value = new byte[length(in, 1)];
      in.get(value);
      return value;
    }
    if (type.equals(Tables.FLOATS) || type.equals(Tables.INTS)) {
      return new GenericArrayData(
          IntStream.range(0, length(in, 4)).mapToObj(i -> number(type, in)).toArray());
    }
    return scalar(type, in);
  }

  /** One number in 256 is null. */
  private static Object number(DataType array, ByteBuffer in) {
    int bits = in.getInt();
    if (bits >>> 24 == NULL) {
      return null;
    }
    return array.equals(Tables.INTS) ? (Object) bits : (Object) Float.intBitsToFloat(bits);
  }

  private static Object scalar(DataType type, ByteBuffer in) {
    if (type.equals(DataTypes.BooleanType)) {
      return in.hasRemaining() && in.get() != 0;
    }
    boolean wide = type.equals(DataTypes.LongType);
    if (in.remaining() < (wide ? Long.BYTES : Integer.BYTES)) {
      return null;
    }
    return wide ? (Object) in.getLong() : (Object) in.getInt();
  }

  private static int length(ByteBuffer in, int width) {
    int asked = in.remaining() < Integer.BYTES ? 0 : in.getInt();
    return Math.min(asked & Integer.MAX_VALUE, in.remaining() / width);
  }

  private static void image(InternalRow row) {
    LabelledImage image = Images.image(row, 4);
    assertEquals(4, image.pixels().length);
    assertTrue(image.id() >= 0 && image.label() >= -1 && image.label() <= LabelledImage.MOST_LABEL);
  }

  private static void latent(InternalRow row) {
    Latents.Latent latent = Latents.Latent.of(row, 3);
    assertEquals(3, latent.mu().length);
    assertEquals(3, latent.logVariance().length);
  }

  private static void codes(InternalRow row) {
    int[] codes = Codes.CodeGrid.of("codes/x", row, 4, K).codes();
    assertEquals(4, codes.length);
    assertTrue(Arrays.stream(codes).allMatch(code -> code >= 0 && code < K));
  }

  private static void node(InternalRow row) {
    GraphTable.Block block = GraphTable.Block.of(List.of(row), NODES);
    assertTrue(block.ids()[0] >= 0 && block.ids()[0] < NODES);
    assertTrue(Arrays.stream(block.targets()).allMatch(node -> node >= 0 && node < NODES));
    for (float length : block.lengths()) {
      assertTrue(length >= 0 && Float.isFinite(length));
    }
  }

  private static void landmark(InternalRow row) {
    float[] distances = Geodesics.landmark(row, new int[] {0, 2}, NODES).distances();
    assertEquals(NODES, distances.length);
    for (float distance : distances) {
      assertTrue(distance >= 0);
    }
  }

  private static void code(InternalRow row) {
    LatentPoints medoids = Quantize.codebook("codebook/x", List.of(row), 1, 2).medoids();
    medoids.requireFinite("what was taken");
  }

  @BeforeEach
  void startSpark() {
    LocalSpark.get();
  }

  /** Past Hadoop's own checksums, which are only beside local files. */
  @Test
  void parquetFiles() throws IOException {
    byte[] whole = parquet();
    assertEquals(List.of(0, 1, 2), numbers(whole));
    assertRefused(Arrays.copyOf(whole, whole.length / 2));
    assertRefused(new byte[0]);
    assertRefused("PAR1 and nothing of it PAR1".getBytes(StandardCharsets.US_ASCII));
    byte[] footer = whole.clone();
    int start = whole.length - 8 - footerLength(whole);
    Arrays.fill(footer, start, start + 20, (byte) 0x5a);
    assertRefused(footer);
    byte[] page = whole.clone();
    Arrays.fill(page, 4, 30, (byte) 0xff);
    assertRefused(page);
    byte[] length = whole.clone();
    ByteBuffer.wrap(length).putInt(whole.length - 8, Integer.MAX_VALUE);
    assertRefused(length);
  }

  private static int footerLength(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
  }

  private static final StructType NUMBERS =
      Tables.schema(Tables.field("number", DataTypes.IntegerType));

  private byte[] parquet() throws IOException {
    List<Row> rows = IntStream.range(0, 3).mapToObj(RowFactory::create).toList();
    var spark = LocalSpark.get();
    var table = JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, 1);
    Path place = folder.resolve("whole");
    Tables.append(spark, table, NUMBERS, new org.apache.hadoop.fs.Path(place.toUri()));
    try (var files = Files.list(place)) {
      return Files.readAllBytes(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }

  private List<Integer> numbers(byte[] file) throws IOException {
    Path place = Files.createTempDirectory(folder, "table");
    Files.write(place.resolve("part.parquet"), file);
    return Tables.read(LocalSpark.get(), new org.apache.hadoop.fs.Path(place.toUri()), NUMBERS)
        .map(row -> row.getInt(0))
        .collect();
  }

  private void assertRefused(byte[] file) {
    Throwable error = assertThrows(Exception.class, () -> numbers(file));
    while (error.getCause() != null && !(error instanceof UserError)) {
      error = error.getCause();
    }
    String message = error.getMessage();
    assertTrue(error instanceof UserError && message.contains(": remove the folder "), message);
  }
}
