package org.geovq.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import org.geovq.Sha256;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.data.FileOpener;
import org.geovq.data.ImagePart;
import org.geovq.data.ImageShape;
import org.geovq.data.ImageSource;
import org.geovq.data.ImageStream;
import org.geovq.data.LabelledImage;
import org.geovq.data.Remark;
import org.geovq.data.Split;
import org.geovq.data.StoredFile;
import org.geovq.data.UnfitImage;
import org.geovq.run.JobProgress;
import org.geovq.run.Json;
import org.geovq.run.RunDirectory;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.run.StorageFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage ingest: a data set to the table images/. Each task reads a part of the data set by itself,
 * an image at a time.
 */
public sealed class Ingest implements Stage permits IngestOther {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

  private static final long PART_BYTES = 32 << 20;

  /** What a task holds before it writes; Parquet's own default would be four times a part. */
  private static final int ROW_GROUP_BYTES = 8 << 20;

  /** A longer list of files is told by its hash. */
  private static final int LISTED_FILES = 20;

  /** Of a file's hash, which a line of the log shows: enough to tell files apart. */
  private static final int HASH_BYTES = 8;

  /** The column that tells how many there are. */
  private static final StructType SPLITS =
      Tables.schema(Tables.field("split", DataTypes.StringType));

  /** Damaged images that are named. */
  private static final int EXAMPLES = 5;

  /** Of each end of a file that its hash is of. */
  private static final int END_BYTES = 4 << 20;

  /** Names of the classes, whose places are the labels; readers of Parquet pass over it. */
  private static final String CLASSES = "_classes.json";

  /**
   * Names of the classes of a run's images, none where they have no names; null where nothing says
   * so, as in runs of before.
   *
   * @throws UserError if the file is damaged
   */
  static List<String> classes(RunDirectory run) throws IOException {
    Path file = new Path(run.of(Images.DIRECTORY), CLASSES);
    if (!run.files().exists(file)) {
      return null;
    }
    List<String> names = Arrays.asList(Json.read(run.files(), file, String[].class));
    if (names.contains(null)) {
      throw new UserError("%s is damaged: expected a list of names.", file);
    }
    return List.copyOf(names);
  }

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
    return List.of(
        "seed",
        "data.set",
        "data.validation-images",
        "data.strokes",
        // Not data.image.damaged, which is among the sources where it matters.
        "data.image.crop",
        "data.image.size",
        "data.image.colours",
        "data.celeba",
        "data.folder",
        "data.partitions");
  }

  @Override
  public String about() {
    return "reads the data set into a table of images";
  }

  /**
   * Names, sizes and ends of the files, long texts whole, so that another folder with the same
   * files changes nothing, and one with others of the same names does.
   */
  @Override
  public Map<String, String> sources(StageContext context) throws IOException {
    Map<String, String> sources = new TreeMap<>(sources(context, open(context).files()));
    if (context.settings().data().image().damaged() == Settings.Unfit.SKIP) {
      sources.put("damaged images", "left out");
    }
    return sources;
  }

  /** The data set, after a look at what its files say of themselves. */
  ImageSource open(StageContext context) throws IOException {
    return DataSets.open(context.settings(), hadoop(context));
  }

  private static Map<String, String> sources(StageContext context, List<StoredFile> files)
      throws IOException {
    if (files.isEmpty()) {
      return Map.of();
    }
    boolean listed = files.size() <= LISTED_FILES;
    FileOpener opener = DataSets.opener(context.settings().data(), hadoop(context));
    Map<String, String> sources = new TreeMap<>();
    if (!listed) {
      sources.put("files", Integer.toString(files.size()));
      sources.put("names and sizes", hashOfNames(files));
    }
    for (StoredFile file : files) {
      if (listed || isText(file)) {
        sources.put(file.name(), file.bytes() + " bytes, SHA-256 " + hash(opener, file));
      }
    }
    return sources;
  }

  /** Splits and labels: another list may well have the same length. */
  private static boolean isText(StoredFile file) {
    return file.name().endsWith(".txt");
  }

  /** In its ends a file is whole if it is no longer than they are. */
  private static boolean isHashedWhole(StoredFile file) {
    return isText(file) && file.bytes() > 2L * END_BYTES;
  }

  static Configuration hadoop(StageContext context) {
    return context.spark().sparkContext().hadoopConfiguration();
  }

  private static String hashOfNames(List<StoredFile> files) {
    MessageDigest digest = Sha256.begin();
    for (StoredFile file : files) {
      digest.update((file.name() + "\0" + file.bytes() + "\0").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of another file than a text the beginning and the end: headers alone are equal. */
  private static String hash(FileOpener opener, StoredFile file) {
    try {
      return isHashedWhole(file)
          ? hash(opener, file, 0, file.bytes())
          : "of its ends "
              + hash(opener, file, 0, END_BYTES, Math.max(0, file.bytes() - END_BYTES), END_BYTES);
    } catch (IOException e) {
      throw StorageFaults.outOfReach(opener.directory() + "/" + file.name(), e);
    }
  }

  /**
   * @param spans begin and length of each
   */
  private static String hash(FileOpener opener, StoredFile file, long... spans) throws IOException {
    MessageDigest digest = Sha256.begin();
    for (int i = 0; i < spans.length; i += 2) {
      try (InputStream in = opener.open(file.name(), spans[i])) {
        update(digest, in, spans[i + 1]);
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
  }

  private static void update(MessageDigest digest, InputStream in, long bytes) throws IOException {
    byte[] some;
    for (long left = bytes; left > 0; left -= some.length) {
      some = in.readNBytes((int) Math.min(left, END_BYTES));
      if (some.length == 0) {
        return;
      }
      digest.update(some);
    }
  }

  /** Else the figures of the report would be images of the next run. */
  @Override
  public void check(StageContext context) throws IOException {
    Settings.Data data = context.settings().data();
    if (data.set() == Settings.DataSet.FOLDER && !data.dir().isEmpty()) {
      FileSystem files = StorageFaults.fileSystem("data.dir", data.dir(), hadoop(context));
      context.directory().requireOutside("data.dir =", files.makeQualified(new Path(data.dir())));
    }
  }

  @Override
  public void run(StageContext context) throws IOException {
    ImageSource source = open(context);
    DataSets.requireSplits(context.settings(), source);
    ToLongFunction<Split> written = store(context, source);
    for (Split split : Split.values()) {
      if (written.applyAsLong(split) == 0) {
        throw new UserError(
            "data.image.damaged = skip: all images of split %s are damaged.", split.configName());
      }
    }
  }

  /**
   * Writes a data set as the stage's table.
   *
   * @return number of images that it has of each split
   */
  final ToLongFunction<Split> store(StageContext context, ImageSource source) throws IOException {
    for (Remark remark : source.remarks()) {
      LOG.warn("{}.", remark.sentence());
      context.count(remark.key(), remark.count());
    }
    ImageShape shape = source.shape();
    countSplits(context, source::count);
    context.count("height", shape.height());
    context.count("width", shape.width());
    context.count("channels", shape.channels());
    Json.write(context.files(), new Path(context.output(), CLASSES), source.classes());
    context.count("sources", sources(context, source.files()));
    Settings.Data data = context.settings().data();
    if (data.image().damaged() == Settings.Unfit.ERROR) {
      write(context, source, null);
      return source::count;
    }
    CollectionAccumulator<String> damaged =
        context.spark().sparkContext().collectionAccumulator("damaged images");
    write(context, source, damaged);
    return countWritten(context, source, Set.copyOf(damaged.value()));
  }

  private static void countSplits(StageContext context, ToLongFunction<Split> counts) {
    for (Split split : Split.values()) {
      context.count(split.configName(), counts.applyAsLong(split));
    }
  }

  /** Where images were left out, what is in the table counts. */
  private static ToLongFunction<Split> countWritten(
      StageContext context, ImageSource source, Set<String> examples) throws IOException {
    Map<String, Long> counts =
        Tables.read(context.spark(), context.output(), SPLITS)
            .map(row -> row.getString(0))
            .countByValue();
    ToLongFunction<Split> written = split -> counts.getOrDefault(split.configName(), 0L);
    countSplits(context, written);
    long left = source.count() - counts.values().stream().mapToLong(Long::longValue).sum();
    context.count("damaged", left);
    if (left > 0) {
      LOG.warn("{} images are damaged and left out, among them:", String.format("%,d", left));
      examples.stream().sorted().limit(EXAMPLES).forEach(LOG::warn);
    }
    if (counts.isEmpty()) {
      throw new UserError("data.image.damaged = skip: all images are damaged.");
    }
    return written;
  }

  /**
   * @param damaged takes sentences about images that are left out; null: none is
   */
  private void write(
      StageContext context, ImageSource source, CollectionAccumulator<String> damaged) {
    String folder = context.settings().data().dir();
    long bytes = source.count() * source.shape().pixels();
    long wanted = Math.max(context.partitions(), bytes / PART_BYTES + 1);
    List<? extends ImagePart> parts = source.parts((int) Math.min(wanted, Integer.MAX_VALUE));
    JavaRDD<Row> rows =
        context
            .sparkContext()
            .<ImagePart>parallelize(List.copyOf(parts), parts.size())
            .flatMap(part -> new Rows(Tables.untilTaskEnds(part.open()), folder, damaged));
    JobProgress.during(
        context,
        name(),
        () ->
            Tables.append(
                context.spark(), rows, Images.WRITTEN, context.output(), ROW_GROUP_BYTES));
  }

  /** What a part of the data set is stored as. */
  private static final class Rows implements Iterator<Row> {
    private final ImageStream images;
    private final String folder;
    private final CollectionAccumulator<String> damaged;
    private int told;
    private Row ready;

    /**
     * @param folder of the data set
     * @param damaged takes sentences about images that are left out; null: none is
     */
    Rows(ImageStream images, String folder, CollectionAccumulator<String> damaged) {
      this.images = images;
      this.folder = folder;
      this.damaged = damaged;
    }

    @Override
    public boolean hasNext() {
      while (ready == null && images.hasNext()) {
        ready = read();
      }
      return ready != null;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = ready;
      ready = null;
      return row;
    }

    /** Null for an image that is left out. */
    private Row read() {
      try {
        LabelledImage image = images.next();
        return Images.row(image, images.file());
      } catch (UnfitImage e) {
        if (damaged == null) {
          throw e;
        }
        // A task that is tried again tells them again, and none tells thousands.
        if (told++ < EXAMPLES) {
          damaged.add(e.getMessage());
        }
        return null;
      } catch (UncheckedIOException e) {
        String file = images.file() == null ? folder : folder + "/" + images.file();
        throw StorageFaults.unreadable(file, false, e).orElseThrow(() -> e);
      }
    }
  }
}
