package org.geovq.stage;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.data.Split;
import org.geovq.graph.LatentPoints;
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

  static final Comparator<Latent> BY_ID = new ById();

  private Latents() {}

  /** Serializable, as Spark's orderings have to be. */
  private static final class ById implements Comparator<Latent>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(Latent a, Latent b) {
      return Long.compare(a.id(), b.id());
    }
  }

  /** One image's vectors. */
  record Latent(long id, Split split, int label, float[] mu, float[] logVariance)
      implements Serializable {

    Row row() {
      return RowFactory.create(id, split.configName(), label, mu, logVariance);
    }

    static Latent of(InternalRow row) {
      return new Latent(
          row.getLong(0),
          Split.of(row.getUTF8String(1).toString()),
          row.getInt(2),
          row.getArray(3).toFloatArray(),
          row.getArray(4).toFloatArray());
    }
  }

  static JavaRDD<Latent> read(StageContext context) {
    return Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA).map(Latent::of);
  }

  static JavaRDD<Latent> read(StageContext context, Split split) {
    return Tables.read(
            context.spark(), context.input(DIRECTORY), SCHEMA, "split", split.configName())
        .map(Latent::of);
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
