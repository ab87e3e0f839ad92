package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.ImageShape;
import org.geovq.data.Split;
import org.geovq.model.CodeSampler;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.Prior;
import org.geovq.model.Sampling;
import org.geovq.nn.ParameterSet;
import org.geovq.random.Draw;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/**
 * Stage sample: images from one prior over the codes of one arm, and beside them uniform codes and
 * decoded N(0, I), which know nothing of the data.
 */
public final class Samples implements Stage {
  static final String PRIOR = "prior";
  static final String UNIFORM = "uniform";
  static final String GAUSSIAN = "gaussian";
  static final String TEMPERATURE = "temperature";
  private static final int CONTROLS = 16;
  private static final StructType SCHEMA =
      Tables.schema(
          Tables.field("kind", DataTypes.StringType),
          Tables.field("temperature", DataTypes.DoubleType),
          Tables.field("index", DataTypes.LongType),
          Tables.field("codes", Tables.INTS),
          Tables.field("pixels", DataTypes.BinaryType));

  private final Arm arm;
  private final PriorKind kind;

  Samples(Arm arm, PriorKind kind) {
    this.arm = arm;
    this.kind = kind;
  }

  /** Where the samples from a prior over an arm's codes are. */
  static String directory(Arm arm, PriorKind kind) {
    return "samples/" + arm.key() + "/" + kind.key();
  }

  @Override
  public String name() {
    return "sample";
  }

  @Override
  public String output() {
    return directory(arm, kind);
  }

  @Override
  public List<String> inputs() {
    List<String> inputs = new ArrayList<>(Codebooks.inputs(arm));
    inputs.addAll(List.of(Images.DIRECTORY, Codes.directory(arm), TrainPrior.directory(arm, kind)));
    return inputs;
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "sample", "codebook.decode");
  }

  @Override
  public String about() {
    return "draws images from the prior";
  }

  /** One image to draw; codes are empty for decoded noise. */
  record Order(String kind, double temperature, long index) implements Serializable {}

  /** One drawn image. */
  record Sample(String kind, double temperature, long index, byte[] pixels)
      implements Serializable {}

  @Override
  public void run(StageContext context) throws IOException {
    Settings.Sample settings = context.settings().sample();
    Models.Trained<? extends Prior> prior = Models.readPrior(context, arm, kind);
    Broadcast<ParameterSet> parameters = context.sparkContext().broadcast(prior.parameters());
    long seed = context.settings().seed();
    Prior network = prior.network();
    SampleLabels labels = labels(context, network);
    List<Order> orders = orders(settings);
    int tasks = Math.min(orders.size(), Math.max(context.partitions(), orders.size() / 1024));
    try (Decoding decoding = Decoding.of(context, arm, context.settings().codebook().decode())) {
      var rows =
          context
              .sparkContext()
              .parallelize(orders, tasks)
              .mapPartitions(
                  part -> {
                    Painter painter =
                        new Painter(network, parameters.value(), decoding, labels, settings, seed);
                    return Tables.chunked(part, decoding.batchSize(), painter::paint);
                  });
      JobProgress.during(
          context, name(), () -> Tables.append(context.spark(), rows, SCHEMA, context.output()));
    }
    parameters.destroy();
    context.count("images", orders.size());
  }

  /** Null where the prior is not told labels. */
  private SampleLabels labels(StageContext context, Prior network) throws IOException {
    return network.classes() == 0
        ? null
        : SampleLabels.of(
            Codes.read(context, arm, Split.TRAIN).map(CodeGrid::label).countByValue(),
            context.settings().seed());
  }

  private static List<Order> orders(Settings.Sample settings) {
    List<Order> orders = new ArrayList<>();
    for (long i = 0; i < settings.images(); i++) {
      orders.add(new Order(PRIOR, settings.temperature(), i));
    }
    for (long i = 0; i < CONTROLS; i++) {
      orders.add(new Order(UNIFORM, 0, i));
      orders.add(new Order(GAUSSIAN, 0, i));
      for (double temperature : settings.temperatures()) {
        orders.add(new Order(TEMPERATURE, temperature, i));
      }
    }
    return orders;
  }

  /** Draws and decodes, for one thread. */
  private static final class Painter {
    private final Prior network;
    private final ParameterSet parameters;
    private final Decoding decoding;
    private final ImageCodec codec;
    private final SampleLabels labels;
    private final Settings.Sample settings;
    private final long seed;

    Painter(
        Prior network,
        ParameterSet parameters,
        Decoding decoding,
        SampleLabels labels,
        Settings.Sample settings,
        long seed) {
      this.network = network;
      this.parameters = parameters;
      this.decoding = decoding;
      this.codec = Tables.untilTaskEnds(decoding.codec());
      this.labels = labels;
      this.settings = settings;
      this.seed = seed;
    }

    List<Row> paint(List<Order> orders) {
      List<Order> noise = orders.stream().filter(o -> o.kind().equals(GAUSSIAN)).toList();
      List<Order> uniform = orders.stream().filter(o -> o.kind().equals(UNIFORM)).toList();
      List<Order> drawn =
          orders.stream()
              .filter(o -> !o.kind().equals(GAUSSIAN) && !o.kind().equals(UNIFORM))
              .toList();
      List<Row> rows = new ArrayList<>(orders.size());
      rows.addAll(rows(noise, Collections.nCopies(noise.size(), new int[0]), gaussian(noise)));
      rows.addAll(decoded(uniform, uniform(uniform)));
      rows.addAll(decoded(drawn, drawn(drawn)));
      return rows;
    }

    private List<Row> decoded(List<Order> orders, List<int[]> codes) {
      return rows(orders, codes, decoding.decoder(codec).decode(codes));
    }

    private List<int[]> drawn(List<Order> orders) {
      List<Sampling> samplings =
          orders.stream()
              .map(o -> new Sampling(o.temperature(), settings.topK(), settings.topP()))
              .toList();
      long[] ids = orders.stream().mapToLong(Order::index).toArray();
      // Each position is a pass of the whole batch: no larger than what there is to draw.
      try (CodeSampler sampler = new CodeSampler(network, parameters, Math.max(1, ids.length))) {
        return Arrays.asList(sampler.sample(ids, labels(ids), samplings, seed));
      }
    }

    /** As often as training images have them; null where the prior is not told any. */
    private int[] labels(long[] indices) {
      return labels == null ? null : Arrays.stream(indices).mapToInt(labels::label).toArray();
    }

    private List<int[]> uniform(List<Order> orders) {
      return orders.stream()
          .map(
              o ->
                  Draw.generator(seed, "uniform codes", o.index())
                      .ints(network.positions(), 0, network.codes())
                      .toArray())
          .toList();
    }

    private float[] gaussian(List<Order> orders) {
      LatentGrid grid = decoding.grid();
      float[] latents = new float[orders.size() * grid.size()];
      for (int i = 0; i < orders.size(); i++) {
        SplittableRandom random = Draw.generator(seed, "gaussian latents", orders.get(i).index());
        for (int j = 0; j < grid.size(); j++) {
          latents[i * grid.size() + j] = (float) random.nextGaussian();
        }
      }
      return codec.decode(latents);
    }

    private List<Row> rows(List<Order> orders, List<int[]> codes, float[] images) {
      ImageShape shape = decoding.shape();
      List<Row> rows = new ArrayList<>(orders.size());
      for (int i = 0; i < orders.size(); i++) {
        Order o = orders.get(i);
        byte[] pixels = ImageShard.toBytes(shape, images, i * shape.pixels());
        rows.add(RowFactory.create(o.kind(), o.temperature(), o.index(), codes.get(i), pixels));
      }
      return rows;
    }
  }

  /**
   * All samples of a kind, in no order.
   *
   * @param directory of the samples, see {@link #directory}
   * @param kind such as {@link #PRIOR}
   */
  static JavaRDD<Sample> read(StageContext context, String directory, String kind)
      throws IOException {
    int pixels = Images.shape(context).pixels();
    return Tables.read(context.spark(), context.input(directory), SCHEMA, "kind", kind)
        .map(
            r -> {
              StoredRow stored = new StoredRow(directory, r);
              return new Sample(kind, stored.real(1), stored.id(2), stored.bytes(4, pixels));
            });
  }

  /** The first n samples of a kind, by index; of each temperature. */
  static List<Sample> read(StageContext context, String directory, String kind, int n)
      throws IOException {
    return read(context, directory, kind).filter(sample -> sample.index() < n).collect().stream()
        .sorted(Comparator.comparingDouble(Sample::temperature).thenComparingLong(Sample::index))
        .toList();
  }
}
