package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.graph.LatentPoints;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;

/**
 * The table latents/: image id, split, label, mu and log variance, each [positions, dimension]. One
 * row an image, so that the vectors of an image never come apart.
 */
final class Latents {
  static final String DIRECTORY = "latents";
  static final StructType SCHEMA =
      Tables.schema(
          Tables.field("id", DataTypes.LongType),
          Tables.field("split", DataTypes.StringType),
          Tables.field("label", DataTypes.IntegerType),
          Tables.field("mu", Tables.FLOATS),
          Tables.field("log_variance", Tables.FLOATS));

  /** Serializable, as Spark's orderings have to be. */
  static final Comparator<Latent> BY_ID =
      (Comparator<Latent> & Serializable) (a, b) -> Long.compare(a.id(), b.id());

  private Latents() {}

  /** One image's vectors. */
  record Latent(long id, Split split, int label, float[] mu, float[] logVariance)
      implements Serializable {

    Row row() {
      return RowFactory.create(id, split.configName(), label, mu, logVariance);
    }

    /**
     * Of a stored row.
     *
     * @param numbers of mu: positions x dimension
     * @throws org.geovq.UserError if it is not such a row
     */
    static Latent of(InternalRow row, int numbers) {
      StoredRow stored = new StoredRow(DIRECTORY, row);
      return new Latent(
          stored.id(0),
          stored.split(1),
          stored.number(2, -1, LabelledImage.MOST_LABEL),
          stored.floats(3, numbers),
          stored.floats(4, numbers));
    }
  }

  static JavaRDD<Latent> read(StageContext context) throws IOException {
    int numbers = numbers(context);
    return Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA)
        .map(row -> Latent.of(row, numbers));
  }

  static JavaRDD<Latent> read(StageContext context, Split split) throws IOException {
    int numbers = numbers(context);
    return Tables.read(
            context.spark(), context.input(DIRECTORY), SCHEMA, "split", split.configName())
        .map(row -> Latent.of(row, numbers));
  }

  /** Vectors per image. */
  static int positions(StageContext context) throws IOException {
    Manifest manifest = context.manifest(DIRECTORY);
    return manifest.size("grid_rows", ImageShape.MAX_SIDE)
        * manifest.size("grid_columns", ImageShape.MAX_SIDE);
  }

  /** Numbers per vector. */
  static int dimension(StageContext context) throws IOException {
    int most = Integer.MAX_VALUE / positions(context);
    return context.manifest(DIRECTORY).size("dimension", most);
  }

  /** Of an image's mu. */
  private static int numbers(StageContext context) throws IOException {
    return positions(context) * dimension(context);
  }

  /**
   * The vectors of some images one after the other.
   *
   * @throws org.geovq.UserError naming the image if a number of one is not finite
   */
  static LatentPoints points(List<Latent> latents, int dimension) {
    int size = latents.stream().mapToInt(l -> l.mu().length).sum();
    float[] mu = new float[size];
    float[] logVariance = new float[size];
    int at = 0;
    for (Latent latent : latents) {
      new LatentPoints(dimension, latent.mu(), latent.logVariance())
          .requireFinite("latents/, image " + latent.id());
      System.arraycopy(latent.mu(), 0, mu, at, latent.mu().length);
      System.arraycopy(latent.logVariance(), 0, logVariance, at, latent.mu().length);
      at += latent.mu().length;
    }
    return new LatentPoints(dimension, mu, logVariance);
  }
}
