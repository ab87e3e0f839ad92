package org.geovq.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;

/** What a stage works with. */
public final class StageContext {
  private final Configuration configuration;
  private final Settings settings;
  private final SparkSession spark;
  private final RunDirectory directory;
  private final Map<String, Object> counts = new LinkedHashMap<>();
  private Path output;
  private Path events;

  public StageContext(Configuration configuration, SparkSession spark, RunDirectory directory) {
    this.configuration = configuration;
    this.settings = configuration.settings();
    this.spark = spark;
    this.directory = directory;
  }

  public Configuration configuration() {
    return configuration;
  }

  public Settings settings() {
    return settings;
  }

  public SparkSession spark() {
    return spark;
  }

  public JavaSparkContext sparkContext() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  public RunDirectory directory() {
    return directory;
  }

  public FileSystem files() {
    return directory.files();
  }

  /** The finished directory of an earlier stage. */
  public Path input(String output) {
    return directory.of(output);
  }

  /** The manifest of an earlier stage; the pipeline has seen to it that there is one. */
  public Manifest manifest(String output) throws IOException {
    return directory
        .manifest(output)
        .orElseThrow(() -> new IllegalStateException(output + " has no manifest"));
  }

  /** The directory that this stage writes. */
  public Path output() {
    return output;
  }

  /** Where this stage keeps what only a restart needs; it is removed once the stage is done. */
  public Path scratch() {
    return new Path(output(), RunDirectory.SCRATCH);
  }

  /**
   * The directory for what TensorBoard reads of one of this stage's trainings. Not below {@link
   * #output()}, whose place changes when the stage is done.
   *
   * @param training which one; empty where there is but one
   */
  public Path events(String training) {
    return training.isEmpty() ? events : new Path(events, training);
  }

  /** Adds a figure to this stage's manifest. */
  public void count(String name, Object value) {
    counts.put(name, value);
  }

  /** Partitions for data of this run. */
  public int partitions() {
    int configured = settings.data().partitions();
    return configured > 0 ? configured : Math.max(2, sparkContext().defaultParallelism());
  }

  void enter(String stageOutput, Path partial) {
    output = partial;
    events = new Path(directory.root(), "tensorboard/" + stageOutput);
    counts.clear();
  }

  Map<String, Object> counts() {
    return new LinkedHashMap<>(counts);
  }
}
