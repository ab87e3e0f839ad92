package org.geovq.stage;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.data.ImageShape;
import org.geovq.model.CodeDecoder;
import org.geovq.model.ImageShard;
import org.geovq.report.Png;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.run.WholeFile;
import org.geovq.stage.CodesElsewhere.Grid;

/**
 * Stage decode: codes from elsewhere to the images that a finished run makes of them, a table of id
 * and pixels as unsigned bytes [height, width, channels].
 */
final class Decode implements Stage {
  /** Images on the sheet. */
  private static final int SHEET = 64;

  /** Beside a table: readers of Parquet folders pass over names that begin so. */
  private static final String PICTURE = "_sheet.png";

  private static final StructType SCHEMA =
      Tables.schema(
          Tables.field("id", DataTypes.LongType), Tables.field("pixels", DataTypes.BinaryType));

  private final TrainedRun run;
  private final Arm arm;
  private final String codes;

  /**
   * @param codes where they are
   */
  Decode(TrainedRun run, String codes) {
    this.run = run;
    this.arm = run.arm();
    this.codes = codes;
  }

  /** Where the images of an arm's codes are. */
  static String directory(Arm arm) {
    return "decoded/" + arm.key();
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public String output() {
    return directory(arm);
  }

  @Override
  public List<String> inputs() {
    return List.of();
  }

  /** None but those that the run was made with. */
  @Override
  public List<String> settings() {
    return List.of();
  }

  @Override
  public String about() {
    return "makes images of codes by " + run.directory().root();
  }

  @Override
  public void check(StageContext context) throws IOException {
    TrainedRun.requireNoRun(context.directory());
    CodesElsewhere table = CodesElsewhere.at(context.spark(), codes);
    table.requireOutside(context.directory());
    table.requireColumns();
  }

  @Override
  public Map<String, String> sources(StageContext context) {
    Map<String, String> sources = new TreeMap<>(run.ids());
    sources.put("--codes", CodesElsewhere.at(context.spark(), codes).state());
    return sources;
  }

  @Override
  public void run(StageContext context) throws IOException {
    StageContext model =
        new StageContext(context.configuration(), context.spark(), run.directory());
    CodesElsewhere table = CodesElsewhere.at(context.spark(), codes);
    context.count(TrainedRun.MODEL, run.directory().root().toString());
    context.count("codes", table.path().toString());
    try (Decoding decoding = Decoding.of(model, arm, context.settings().codebook().decode())) {
      JavaRDD<Row> rows =
          table
              .grids(decoding.form(), context.partitions())
              .mapPartitions(part -> images(decoding, part));
      JobProgress.during(
          context, name(), () -> Tables.append(context.spark(), rows, SCHEMA, context.output()));
    }
    JavaRDD<Decoded> written = written(context, model);
    long images = written.count();
    if (images == 0) {
      throw new UserError("--codes %s: there is no row in it.", codes);
    }
    context.count("images", images);
    byte[] picture = Png.encode(sheet(model, written.takeOrdered(SHEET, Decoded.BY_ID)));
    WholeFile.write(context.files(), new Path(context.output(), PICTURE), picture);
    run.requireUnchanged();
  }

  private static Iterator<Row> images(Decoding decoding, Iterator<Grid> grids) {
    CodeDecoder decoder = decoding.decoder(Tables.untilTaskEnds(decoding.codec()));
    return Tables.chunked(grids, decoding.batchSize(), batch -> images(decoding, decoder, batch));
  }

  private static List<Row> images(Decoding decoding, CodeDecoder decoder, List<Grid> grids) {
    ImageShape shape = decoding.shape();
    float[] decoded = decoder.decode(grids.stream().map(Grid::codes).toList());
    List<Row> rows = new ArrayList<>(grids.size());
    for (int i = 0; i < grids.size(); i++) {
      byte[] pixels = ImageShard.toBytes(shape, decoded, i * shape.pixels());
      rows.add(RowFactory.create(grids.get(i).id(), pixels));
    }
    return rows;
  }

  /** A row of the table. */
  private record Decoded(long id, byte[] pixels) implements Serializable {
    /** Serializable, as Spark's orderings have to be. */
    static final Comparator<Decoded> BY_ID =
        (Comparator<Decoded> & Serializable) (a, b) -> Long.compare(a.id(), b.id());
  }

  private static JavaRDD<Decoded> written(StageContext context, StageContext model)
      throws IOException {
    int pixels = Images.shape(model).pixels();
    return Tables.read(context.spark(), context.output(), SCHEMA)
        .map(
            row -> {
              StoredRow stored = new StoredRow("decoded", row);
              return new Decoded(row.getLong(0), stored.bytes(1, pixels));
            });
  }

  /** The first images. */
  private BufferedImage sheet(StageContext model, List<Decoded> first) throws IOException {
    try (Pictures pictures = new Pictures(model)) {
      byte[][] pixels = first.stream().map(Decoded::pixels).toArray(byte[][]::new);
      return pictures.grid("Decoded codes, the first by id").sheet(pictures.planar(pixels)).paint();
    }
  }
}
