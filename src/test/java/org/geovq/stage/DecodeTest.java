package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.geovq.Reason;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.data.Split;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.run.RunDirectory;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codes that somebody else has drawn become images, by a finished run. */
class DecodeTest {
  private static final int POSITIONS = 49;
  private static final int CODES = 16;

  @TempDir private Path folder;

  private StageContext decode(Path codes) throws Exception {
    return decode(codes, folder.resolve("drawn"));
  }

  private static StageContext decode(Path codes, Path target) throws Exception {
    var hadoop = LocalSpark.get().sparkContext().hadoopConfiguration();
    RunDirectory model = new RunDirectory(TinyRun.shared().toString(), hadoop);
    TrainedRun run = TrainedRun.read(model, Arm.GEODESIC);
    Configuration configuration = run.configuration(List.of("run.directory=" + target));
    StageContext context =
        new StageContext(
            configuration, LocalSpark.get(), new RunDirectory(target.toString(), hadoop));
    TinyRun.run(context, Stages.decoding(run, codes.toString()));
    return context;
  }

  /** A table of one row as SQL has it. */
  private Path table(String columns) {
    Path table = folder.resolve("table");
    Dataset<Row> row = LocalSpark.get().sql("select " + columns);
    row.write().mode(SaveMode.Overwrite).parquet(table.toString());
    return table;
  }

  private static String list(IntStream codes, String type) {
    return codes.mapToObj(code -> "cast(" + code + " as " + type + ")").toList().toString();
  }

  /** As the id and codes of one image. */
  private Path codes(String id, String list) {
    return table(id + " as id, array(" + list.substring(1, list.length() - 1) + ") as codes");
  }

  private static IntStream some() {
    return IntStream.range(0, POSITIONS).map(position -> position % CODES);
  }

  private List<Row> images() {
    String table = folder.resolve("drawn/decoded/geodesic").toString();
    return LocalSpark.get().read().parquet(table).orderBy("id").collectAsList();
  }

  private static byte[] expected(int... codes) throws Exception {
    StageContext model = TinyRun.context(TinyRun.shared());
    ImageShape shape = Images.shape(model);
    try (Decoding decoding = Decoding.of(model, Arm.GEODESIC, Settings.Decode.MEDOID);
        ImageCodec codec = decoding.codec()) {
      return ImageShard.toBytes(shape, decoding.decoder(codec).decode(List.of(codes)), 0);
    }
  }

  /** What encode writes, decode reads. */
  @Test
  void codesOfTheRunBecomeWhatItsDecoderMakesOfThem() throws Exception {
    Path run = TinyRun.shared();
    StageContext context = decode(run.resolve("codes/geodesic"));
    List<Row> images = images();
    assertEquals(460, images.size());
    assertEquals(460, context.manifest("decoded/geodesic").count("images"));
    for (CodeGrid grid : Codes.read(TinyRun.context(run), Arm.GEODESIC, Split.TEST).take(3)) {
      Row image = images.stream().filter(r -> r.getLong(0) == grid.id()).findAny().orElseThrow();
      assertArrayEquals(expected(grid.codes()), image.<byte[]>getAs("pixels"));
    }
    var sheet = ImageIO.read(folder.resolve("drawn/decoded/geodesic/_sheet.png").toFile());
    assertTrue(sheet.getWidth() > 8 * 28 && sheet.getHeight() > 8 * 28);
  }

  /** Numpy has bytes for them, pandas longs; and a column more, before the others. */
  @Test
  void numbersOfAnyWidthAreCodes() throws Exception {
    for (String type : List.of("tinyint", "smallint", "bigint", "decimal(20,0)")) {
      Path table = codes("'mine' as note, cast(7 as " + type + ")", list(some(), type));
      decode(table);
      Row image = images().get(0);
      assertEquals(7, image.getLong(0));
      assertArrayEquals(expected(some().toArray()), image.<byte[]>getAs("pixels"));
    }
  }

  @Test
  void whatIsDoneIsDoneAgainForOtherCodesAlone() throws Exception {
    Path table = codes("1", list(some(), "int"));
    String id = decode(table).manifest("decoded/geodesic").id();
    assertEquals(id, decode(table).manifest("decoded/geodesic").id());
    codes("1", list(some().map(code -> 0), "int"));
    assertNotEquals(id, decode(table).manifest("decoded/geodesic").id());
  }

  private void assertRefused(Path table, String end) {
    // Of a row, a task says it to Spark.
    Throwable error = Reason.root(assertThrows(Exception.class, () -> decode(table)));
    assertInstanceOf(UserError.class, error);
    assertTrue(error.getMessage().endsWith(end), error::getMessage);
    assertFalse(Files.exists(folder.resolve("drawn/decoded/geodesic")));
  }

  @Test
  void codesThatTheRunDoesNotHaveAreRefused() {
    String list = list(some().map(code -> code == 3 ? CODES : code), "bigint");
    assertRefused(codes("7", list), "the image of id 7 has the code 16, expected 0 to 15.");
  }

  /** As an int it would be 1. */
  @Test
  void codesThatAreNoIntAreRefused() {
    String list = list(some(), "bigint").replaceFirst("1", Long.toString((1L << 32) + 1));
    assertRefused(codes("7", list), "has the code 4294967297, expected 0 to 15.");
  }

  @Test
  void aCodeThatIsMissingIsRefused() {
    String list = list(some(), "int").replaceFirst("cast\\(5 as int\\)", "null");
    assertRefused(codes("7", list), "the image of id 7 lacks code 6.");
  }

  @Test
  void tooFewCodesAreRefused() {
    assertRefused(
        codes("7", list(IntStream.range(0, 16), "int")),
        "the image of id 7 has 16 codes, expected 49, 7 x 7 in raster order.");
  }

  /** By the first file's columns 256 would be read as 0. */
  @Test
  void filesOfDifferentWidthsAreRefused() throws Exception {
    Path table = codes("1", list(some(), "tinyint"));
    String more = list(some().map(code -> 256), "int");
    LocalSpark.get()
        .sql("select 2 as id, array(" + more.substring(1, more.length() - 1) + ") as codes")
        .write()
        .mode(SaveMode.Append)
        .parquet(table.toString());
    UserError error = assertThrows(UserError.class, () -> decode(table));
    assertTrue(error.getMessage().contains("cannot be read as Parquet"), error::getMessage);
  }

  @Test
  void damageIsToldOfTheFile() throws Exception {
    Path table = codes("1", list(some(), "int"));
    Path file;
    try (var files = Files.newDirectoryStream(table, "*.parquet")) {
      file = files.iterator().next();
    }
    byte[] bytes = Files.readAllBytes(file);
    // After the four letters of the format, where the first column begins.
    Arrays.fill(bytes, 4, 24, (byte) -1);
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.write(file, bytes);
    assertRefused(table, "file:" + file + " is damaged: put a whole one in its place.");
  }

  @Test
  void theFolderOfTheCodesIsNotWrittenInto() {
    Path table = codes("1", list(some(), "int"));
    UserError error = assertThrows(UserError.class, () -> decode(table, table.resolve("decoded")));
    assertTrue(error.getMessage().contains("lies in --codes"), error::getMessage);
  }

  /** It would be printed. */
  @Test
  void aPasswordInTheNameOfTheCodesIsRefused() {
    UserError error =
        assertThrows(
            UserError.class,
            () -> CodesElsewhere.at(LocalSpark.get(), "s3a://key:secret@bucket/codes"));
    assertTrue(error.getMessage().startsWith("--codes has a password"), error::getMessage);
  }

  /** Spark would read the codes of other folders. */
  @Test
  void aPatternInTheNameOfTheCodesIsRefused() {
    UserError error =
        assertThrows(UserError.class, () -> CodesElsewhere.at(LocalSpark.get(), "/a/codes[12]"));
    assertEquals(
        "--codes /a/codes[12]: expected a path without any of [ ] { } * ? and backslash.",
        error.getMessage());
  }

  @Test
  void codesThatAreNotThereAreASentence() {
    Path none = folder.resolve("none");
    UserError error = assertThrows(UserError.class, () -> decode(none));
    assertEquals("--codes file:" + none + ": there is no such file or folder.", error.getMessage());
  }

  @Test
  void otherColumnsAreRefused() {
    assertRefused(
        table("1 as id, array(0.5D) as codes"),
        "has the columns struct<id:int,codes:array<double>>: expected a column codes of lists of"
            + " whole numbers.");
    assertRefused(
        table("array(1) as codes"),
        "has the columns struct<codes:array<int>>: expected a column id of whole numbers.");
  }

  @Test
  void noRowIsRefused() {
    Path table = codes("1", list(some(), "int"));
    LocalSpark.get()
        .read()
        .parquet(table.toString())
        .where("id = 2")
        .write()
        .parquet(folder.resolve("empty").toString());
    assertRefused(folder.resolve("empty"), ": there is no row in it.");
  }

  @Test
  void whatIsNoParquetIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("codes.csv"), "id,codes\n1,2\n");
    UserError error = assertThrows(UserError.class, () -> decode(file));
    assertTrue(error.getMessage().contains("cannot be read as Parquet"), error::getMessage);
  }

  @Test
  void aRunIsNotWrittenInto() throws Exception {
    Path run = folder.resolve("run");
    TinyRun.copy(
        TinyRun.shared().resolve("images"), Files.createDirectories(run).resolve("images"));
    Path table = codes("1", list(some(), "int"));
    UserError error = assertThrows(UserError.class, () -> decode(table, run));
    assertTrue(error.getMessage().endsWith("name another folder."), error::getMessage);
  }
}
