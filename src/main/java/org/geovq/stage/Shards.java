package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.model.ImageShard;
import org.geovq.nn.Shard;
import org.geovq.nn.Trainer;
import org.geovq.run.Json;
import org.geovq.run.StageContext;
import org.geovq.run.TaskSlots;
import scala.Tuple2;

/**
 * Deals examples out to workers in the order of their ids, so that who gets what depends on nothing
 * but the number of workers, and no worker gets more than one example more than another.
 */
final class Shards {
  private Shards() {}

  private static final class ByRank extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int shards;

    ByRank(int shards) {
      this.shards = shards;
    }

    @Override
    public int numPartitions() {
      return shards;
    }

    @Override
    public int getPartition(Object rank) {
      return (Integer) rank % shards;
    }
  }

  /** One shard a partition, kept in memory until unpersisted. */
  static <E, S extends Shard> JavaRDD<S> deal(
      JavaRDD<E> examples, int shards, Function<E, Long> id, Function<List<E>, S> pack) {
    long[] ids = examples.map(id).collect().stream().mapToLong(Long::longValue).sorted().toArray();
    Broadcast<long[]> sorted = JavaSparkContext.fromSparkContext(examples.context()).broadcast(ids);
    return examples
        .mapToPair(e -> new Tuple2<>(Arrays.binarySearch(sorted.value(), id.call(e)), e))
        .partitionBy(new ByRank(shards))
        .values()
        .mapPartitions(part -> List.of(pack.call(list(part))).iterator())
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * Workers of a training: as configured, or as many as there were task slots when it began; one in
   * local mode.
   */
  static int workers(StageContext context, Settings.Training settings) throws IOException {
    int configured = configured(settings);
    return configured > 0 ? configured : slotsAtFirst(context);
  }

  /** 0: as many as there are slots. */
  private static int configured(Settings.Training settings) {
    return settings.mode() == Settings.TrainingMode.LOCAL ? 1 : settings.workers();
  }

  /**
   * Sees to it that every training of a run has a batch for each worker and its images fit there,
   * hours before the last of them begins.
   *
   * @param images in the training split
   * @param pixels numbers of one
   * @throws UserError if one has not
   */
  static void requireBatches(StageContext context, long images, long pixels) throws IOException {
    Settings settings = context.settings();
    // One that has begun keeps its workers, however many slots there are now.
    if (!context.directory().isBegun(TrainVae.DIRECTORY)) {
      requireRoom(context, "vae.training", settings.vae().training(), images * pixels);
      requireBatch(context, "vae.training", settings.vae().training(), images);
    }
    Settings.Fidelity fidelity = settings.fidelity();
    if (fidelity.enabled()
        && fidelity.features().contains(Settings.Features.CLASSIFIER)
        && !context.directory().isBegun(TrainClassifier.DIRECTORY)) {
      requireBatch(context, "fidelity.training", fidelity.training(), images);
    }
    if (!settings.finetune().arms().isEmpty()) {
      requireBatch(context, "finetune.training", settings.finetune().training(), images);
    }
    if (!settings.prior().kinds().isEmpty()) {
      requireBatch(context, "prior.training", settings.prior().training(), images);
      int some = settings.sweep().priorImages();
      if (!settings.sweep().sizes().isEmpty() && settings.sweep().priorEpochs() > 0 && some > 0) {
        requireBatch(
            context, "prior.training", settings.prior().training(), Math.min(some, images));
      }
    }
  }

  /** Images are there twice while a worker's are packed, which tasks do side by side. */
  private static void requireRoom(
      StageContext context, String name, Settings.Training settings, long bytes) {
    boolean local = context.sparkContext().isLocal();
    // On a cluster slots come one by one, and a training begins with those that are there then.
    if (configured(settings) == 0 && !local) {
      return;
    }
    int workers = workersNow(context, settings);
    if (bytes / workers > ImageShard.MOST_BYTES) {
      throw new UserError(
          "%s: %s of images for each of %d workers are more than the 2 GiB that one can hold: train with mode = spark and more"
              + " workers on more slots, or lower data.image.size.",
          name, Memory.size(bytes / workers), workers);
    }
    if (local) {
      Memory.requireHeap(
          name + ": the training images",
          2 * bytes / workers * Math.min(workers, slots(context)),
          "lower data.image.size");
    }
  }

  private static void requireBatch(
      StageContext context, String name, Settings.Training settings, long images) {
    int workers = workersNow(context, settings);
    Trainer.requireBatch(name, settings, workers, images / workers);
  }

  /** Of a training that began now. */
  private static int workersNow(StageContext context, Settings.Training settings) {
    int configured = configured(settings);
    return configured > 0 ? configured : slots(context);
  }

  /** A training that goes on must have the same, and on a cluster executors come one by one. */
  private static int slotsAtFirst(StageContext context) throws IOException {
    Path file = new Path(context.output(), "workers.json");
    if (!context.files().exists(file)) {
      Json.write(context.files(), file, slots(context));
    }
    return Json.read(context.files(), file, Integer.class);
  }

  /** Shards of held-out examples, which are shared out whoever trains. */
  static int slots(StageContext context) {
    return TaskSlots.of(context.sparkContext());
  }

  private static <E> List<E> list(Iterator<E> elements) {
    List<E> list = new ArrayList<>();
    elements.forEachRemaining(list::add);
    return list;
  }
}
