package org.geovq.stage;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.data.IdxSource;
import org.geovq.data.ImageShape;
import org.geovq.data.ImageSource;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.data.StrokeDigits;
import org.geovq.data.ValidationSplit;
import org.geovq.run.Progress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;

/**
 * Stage ingest: a data set to the table images/. Streams: one chunk of images is in memory at a
 * time.
 */
public final class Ingest implements Stage {
  private static final int CHUNK_BYTES = 32 << 20;

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String output() {
    return Images.DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return List.of();
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "data.set", "data.validation-images", "data.strokes", "data.partitions");
  }

  @Override
  public String about() {
    return "reads the data set into a table of images";
  }

  /** Names and sizes of the files, so that another folder with the same files changes nothing. */
  @Override
  public Map<String, String> sources(StageContext context) throws IOException {
    Settings.Data data = context.settings().data();
    Map<String, String> sizes = new TreeMap<>();
    if (data.set() != Settings.DataSet.STROKES && !data.dir().isEmpty()) {
      Path folder = new Path(data.dir());
      var files = folder.getFileSystem(context.spark().sparkContext().hadoopConfiguration());
      for (FileStatus file : files.exists(folder) ? files.listStatus(folder) : new FileStatus[0]) {
        sizes.put(file.getPath().getName(), Long.toString(file.getLen()));
      }
    }
    return sizes;
  }

  @Override
  public void run(StageContext context) throws IOException {
    var hadoop = context.spark().sparkContext().hadoopConfiguration();
    try (ImageSource source = source(context.settings(), hadoop)) {
      ImageShape shape = source.shape();
      long total = 0;
      for (Split split : Split.values()) {
        context.count(split.configName(), source.count(split));
        total += source.count(split);
      }
      context.count("height", shape.height());
      context.count("width", shape.width());
      context.count("channels", shape.channels());
      try (ProgressBar bar = Progress.of(name(), "images", total)) {
        write(context, source.images(), CHUNK_BYTES / shape.pixels(), bar);
      }
    }
  }

  private void write(
      StageContext context, Iterator<LabelledImage> images, int chunkSize, ProgressBar bar) {
    while (images.hasNext()) {
      List<LabelledImage> chunk = Tables.take(images, chunkSize);
      var rows = context.sparkContext().parallelize(chunk, context.partitions()).map(Images::row);
      Tables.append(context.spark(), rows, Images.SCHEMA, context.output());
      bar.stepBy(chunk.size());
    }
  }

  /**
   * Opens the configured data set, after a look at what its files say of themselves.
   *
   * @throws UserError if there is no such data
   */
  public static ImageSource source(Settings settings, Configuration hadoop) throws IOException {
    Settings.Data data = settings.data();
    long seed = settings.seed();
    if (data.set() == Settings.DataSet.STROKES) {
      ValidationSplit validation =
          new ValidationSplit(data.strokesTrain(), data.validationImages(), seed);
      return new StrokeDigits(data.strokesTrain(), data.strokesTest(), seed, validation);
    }
    if (data.dir().isEmpty()) {
      throw new UserError(
          "data.dir is empty: expected the folder with the four IDX files of MNIST.");
    }
    return new IdxSource(new HadoopOpener(data.dir(), hadoop), data.validationImages(), seed);
  }
}
