package org.geovq.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.data.ImageSource;
import org.geovq.data.Split;
import org.geovq.run.RunDirectory;
import org.geovq.run.Stage;
import org.geovq.run.StorageFaults;
import org.geovq.stage.DataSets;
import org.geovq.stage.Stages;

/** Where a run reads and writes. */
final class Storage {
  private static final long GIB = 1L << 30;

  /** All of MNIST with every arm takes 2 GB. */
  private static final long GOOD_ROOM = 4 * GIB;

  private final Settings settings;
  private final Configuration hadoop;

  Storage(Settings settings, Configuration hadoop) {
    this.settings = settings;
    this.hadoop = hadoop;
  }

  /** Clients that say within seconds that nobody answers, and are not those of a run. */
  static Configuration impatient(Configuration hadoop) {
    Configuration impatient = new Configuration(hadoop);
    impatient.setInt("ipc.client.connect.max.retries", 1);
    impatient.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
    impatient.setInt("ipc.client.connect.timeout", 5000);
    impatient.setInt("fs.s3a.attempts.maximum", 1);
    impatient.setInt("fs.s3a.retry.limit", 1);
    List.of("hdfs", "s3a")
        .forEach(scheme -> impatient.setBoolean("fs." + scheme + ".impl.disable.cache", true));
    return impatient;
  }

  /** Spark's own folder for shuffles and what does not fit into memory. */
  static Finding scratch(SparkConf conf) throws IOException {
    String configured =
        conf.get("spark.local.dir", System.getProperty("java.io.tmpdir", "/tmp")).split(",")[0];
    String environment = System.getenv("SPARK_LOCAL_DIRS");
    Path folder = new Path(environment == null ? configured : environment.split(",")[0]);
    FileSystem local = FileSystem.getLocal(new Configuration(false)).getRawFileSystem();
    return written(local, folder, "scratch", "name another by spark.local.dir or free some");
  }

  Finding runDirectory() throws IOException {
    Path folder = new Path(settings.runDirectory());
    Finding found =
        written(
            StorageFaults.fileSystem("run.directory", settings.runDirectory(), hadoop),
            folder,
            "run",
            "name another by --run-dir or free some");
    new RunDirectory(settings.runDirectory(), hadoop)
        .requireClaimable(Stages.of(settings).stream().map(Stage::output).toList());
    return found;
  }

  /**
   * Writes a file, renames and reads it, in the folder or in the nearest one above that is there.
   */
  private static Finding written(FileSystem files, Path folder, String subject, String remedy) {
    long room;
    try {
      Path there = existing(files, files.makeQualified(folder));
      tryOut(files, there);
      room = files.getStatus(there).getRemaining();
    } catch (IOException e) {
      throw StorageFaults.unwritable(folder, e, remedy);
    }
    String words =
        String.format("%s can be written, %,.1f GiB are free", folder, room / (double) GIB);
    return room < GOOD_ROOM
        ? Finding.poor(subject, "%s: all of MNIST takes 2 GB, %s", words, remedy)
        : Finding.ok(subject, "%s", words);
  }

  private static Path existing(FileSystem files, Path folder) throws IOException {
    Path there = folder;
    while (there.getParent() != null && !files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }

  private static void tryOut(FileSystem files, Path folder) throws IOException {
    Path first = new Path(folder, ".geovq-doctor-" + UUID.randomUUID());
    Path second = first.suffix("-renamed");
    byte[] word = "geovq".getBytes(StandardCharsets.US_ASCII);
    try {
      try (FSDataOutputStream out = files.create(first, false)) {
        out.write(word);
      }
      if (!files.rename(first, second) || files.getFileStatus(second).getLen() != word.length) {
        throw new IOException("a file does not come out of its renaming");
      }
    } finally {
      files.delete(first, false);
      files.delete(second, false);
    }
  }

  /** Opens the data set as the first stage does. */
  Finding data() {
    Settings.Data data = settings.data();
    ImageSource source = DataSets.open(settings, hadoop);
    DataSets.requireFitting(settings, source);
    ImageShape shape = source.shape();
    return Finding.ok(
        "data",
        "%,d training, %,d validation and %,d test images of %d x %d x %d%s",
        source.count(Split.TRAIN),
        source.count(Split.VALIDATION),
        source.count(Split.TEST),
        shape.height(),
        shape.width(),
        shape.channels(),
        data.set() == Settings.DataSet.STROKES ? ", drawn by geovq itself" : " in " + data.dir());
  }
}
