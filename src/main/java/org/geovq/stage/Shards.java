package org.geovq.stage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.StorageLevel;
import org.geovq.nn.Shard;
import org.geovq.run.StageContext;
import scala.Tuple2;

/**
 * Deals examples out to workers by their id, so that who gets what depends on nothing but the
 * number of workers.
 */
final class Shards {
  private Shards() {}

  private static final class ById extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int shards;

    ById(int shards) {
      this.shards = shards;
    }

    @Override
    public int numPartitions() {
      return shards;
    }

    @Override
    public int getPartition(Object id) {
      return (int) ((Long) id % shards);
    }
  }

  /** One shard a partition, kept in memory until unpersisted. */
  static <E, S extends Shard> JavaRDD<S> deal(
      JavaRDD<E> examples, int shards, Function<E, Long> id, Function<List<E>, S> pack) {
    return examples
        .mapToPair(e -> new Tuple2<>(id.call(e), e))
        .partitionBy(new ById(shards))
        .values()
        .mapPartitions(part -> List.of(pack.call(list(part))).iterator())
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Workers of a training: as configured, or as many as there are task slots. */
  static int workers(StageContext context, int configured) {
    return configured > 0 ? configured : context.sparkContext().defaultParallelism();
  }

  private static <E> List<E> list(Iterator<E> elements) {
    List<E> list = new ArrayList<>();
    elements.forEachRemaining(list::add);
    return list;
  }
}
