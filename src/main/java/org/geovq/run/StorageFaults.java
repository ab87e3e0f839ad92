package org.geovq.run;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.Reason;
import org.geovq.UserError;

/**
 * What storage does to a run, a full disk, a damaged file or one out of reach, in one sentence that
 * says how to mend it. Spark, Hadoop and Parquet say it somewhere in a chain of causes.
 */
public final class StorageFaults {
  /** End of a sentence about a stage's file: how its folder, %s, is made anew. */
  static final String MENDED = ": remove the folder %s and give the command that made it again.";

  private static final Pattern FULL =
      Pattern.compile("No space left on device|Disk quota exceeded|quota .* is exceeded");

  /** Spark names the file as a URI, whatever the reason. */
  private static final Pattern UNREADABLE =
      Pattern.compile("Encountered error while reading file (\\S+)\\. Details");

  /** As when the end is missing. */
  private static final Pattern NO_PARQUET = Pattern.compile("(\\w+:/.*?) is not a Parquet file");

  private static final Pattern CHECKSUM = Pattern.compile("Checksum error: (.+?) at \\d+");

  private StorageFaults() {}

  /**
   * The sentence, if it is such a fault.
   *
   * @param error of a stage; one that is in words already is none
   */
  public static Optional<UserError> find(Throwable error, RunDirectory directory) {
    List<Throwable> causes = causes(error);
    if (include(causes, UserError.class)) {
      return Optional.empty();
    }
    String said = said(causes);
    if (FULL.matcher(said).find()) {
      return Optional.of(full(directory));
    }
    return isDamage(error, said)
        ? namedFile(said).map(file -> damaged(file, directory))
        : Optional.empty();
  }

  private static List<Throwable> causes(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause).toList();
  }

  private static boolean include(List<Throwable> causes, Class<?> type) {
    return causes.stream().anyMatch(type::isInstance);
  }

  private static String said(List<Throwable> causes) {
    return causes.stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }

  private static boolean isDamage(Throwable error, String said) {
    return Damage.is(Reason.root(error))
        || CHECKSUM.matcher(said).find()
        || NO_PARQUET.matcher(said).find();
  }

  private static Optional<Path> namedFile(String said) {
    Matcher unreadable = UNREADABLE.matcher(said);
    if (unreadable.find()) {
      return Optional.of(new Path(URI.create(unreadable.group(1))));
    }
    return Stream.of(CHECKSUM, NO_PARQUET)
        .map(pattern -> pattern.matcher(said))
        .filter(Matcher::find)
        .findFirst()
        .map(found -> new Path(found.group(1)));
  }

  private static UserError full(RunDirectory directory) {
    return new UserError(
        "No space is left, in %s or where Spark keeps what does not fit its memory (spark.local.dir): make room and give the"
            + " same command again, which goes on after the last stage that is done.",
        directory.root());
  }

  private static UserError damaged(Path file, RunDirectory directory) {
    return file.toString().startsWith(directory.root() + "/")
        ? damaged(file.toString(), file.getParent().toString())
        : damaged(file.toString());
  }

  private static UserError damaged(String foreign) {
    return new UserError("%s is damaged: put a whole one in its place.", foreign);
  }

  private static UserError damaged(String file, String folder) {
    return new UserError("%s is damaged" + MENDED, file, folder);
  }

  /**
   * A file system that a key names.
   *
   * @throws UserError if there is none such
   */
  public static FileSystem fileSystem(String key, String path, Configuration hadoop) {
    try {
      return new Path(path).getFileSystem(hadoop);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "%s = %s: there is no such file system (%s); for s3a put hadoop-aws of Spark's Hadoop beside the jars.",
          key, path, Reason.of(e));
    }
  }

  /**
   * What to say of a folder that could not be written.
   *
   * @param remedy what the user could do, such as {@code name another by --run-dir}
   */
  public static UserError unwritable(Path folder, Throwable error, String remedy) {
    return new UserError(
        "%s cannot be written (%s): see that its host is up and to its owner and rights, %s.",
        folder, Reason.of(error), remedy);
  }

  /**
   * What to say of a table that could not be read: that a file is damaged or out of reach. Nothing
   * of what is in words already, of a full disk, which {@link #find} has the words for, and of what
   * no storage did.
   *
   * @param folder of the table; stands for the file where no cause names one
   * @param own whether a stage has written it, and can again
   */
  public static Optional<UserError> unreadable(String folder, boolean own, Throwable error) {
    List<Throwable> causes = causes(error);
    String said = said(causes);
    if (include(causes, UserError.class) || FULL.matcher(said).find()) {
      return Optional.empty();
    }
    String file = namedFile(said).map(Path::toString).orElse(folder);
    if (isDamage(error, said)) {
      return Optional.of(own ? damaged(file, folder) : damaged(file));
    }
    return include(causes, IOException.class)
        ? Optional.of(outOfReach(file, error))
        : Optional.empty();
  }

  /**
   * What to say of a file or folder that may well be whole, but did not come.
   *
   * @param name its own, maybe with the key's
   */
  public static UserError outOfReach(String name, Throwable error) {
    return new UserError(
        "%s cannot be read (%s): see that its host is up and that you may read it, then give the"
            + " same command again.",
        name, Reason.of(error));
  }
}
