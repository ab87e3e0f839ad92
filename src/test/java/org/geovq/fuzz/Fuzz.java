package org.geovq.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.geovq.UserError;
import org.geovq.random.Draw;

/**
 * Feeds a reader broken files for a while ({@code -Dgeovq.fuzz-seconds=60}, else half a second).
 * Whatever comes, it has to take the file as what it is, or refuse it by a {@link UserError} of one
 * line, in bounded time and memory. Input i of a format is a function of the format, the seed
 * ({@code -Dgeovq.fuzz-seed=42}) and i, so that {@code -Dgeovq.fuzz-input=i} reads that one alone;
 * a failing one is also kept below target/fuzz, and beside it the figures of each format.
 *
 * <p>A new format needs a test class named {@code *FuzzTest} that gives one or more whole files,
 * words of the format (magic bytes, keys, names of fields), and a {@link Reader}:
 *
 * <pre>{@code
 * class BmpFuzzTest {
 *   @Test
 *   void pictures() {
 *     new Fuzz("BMP", List.of(wholeFile()), "BM", "RGB").memory(64 << 20).run(this::read);
 *   }
 *
 *   // Takes the file, or throws UserError; what is taken is checked against the bytes it came from.
 *   private void read(byte[] file) {
 *     Picture picture = BmpFile.read("x.bmp", new ByteArrayInputStream(file));
 *     assertEquals(picture.width() * picture.height() * 3, picture.pixels().length);
 *   }
 * }
 * }</pre>
 *
 * <p>A reader need not sum up or guard anything itself: exceptions other than {@link UserError}
 * (also one with a UserError as cause), {@link OutOfMemoryError}, {@link StackOverflowError}, too
 * much allocated by its thread, and no end after {@link #limit} seconds are all noticed here.
 * Formats with a checksum (zip, gzip, PNG) are worth a second test whose reader mends or adds the
 * checksum after the file was broken; what is compressed, one that compresses it afterwards: else
 * few inputs get past the first check. Each test takes the time once, so many seeds in one test are
 * cheaper than many tests.
 */
public final class Fuzz {
  private static final long SEED = Long.getLong("geovq.fuzz-seed", 42);
  private static final double SECONDS =
      Double.parseDouble(System.getProperty("geovq.fuzz-seconds", "0.5"));
  private static final long ONLY = Long.getLong("geovq.fuzz-input", -1);
  private static final Path KEPT = Path.of("target", "fuzz");
  private static final int MOST_FAILURES = 20;
  private static final int LONGEST_MESSAGE = 1000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Reads a file and checks what comes out. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Returns if the file is taken.
     *
     * @throws UserError if it is refused
     * @throws AssertionError if what was read does not go with it
     */
    void read(byte[] file) throws Exception;
  }

  private final String format;
  private final List<byte[]> seeds;
  private final List<String> words;
  private final Map<String, String> failures = new LinkedHashMap<>();
  private long memory = 16 << 20;
  private int limitSeconds = 10;
  private int taken;
  private int refused;
  private long mostBytes;
  private ExecutorService worker = worker();

  /**
   * @param format short name, for messages and files
   * @param seeds whole files, all of which the reader takes
   * @param words that mean something in the format
   */
  public Fuzz(String format, List<byte[]> seeds, String... words) {
    this.format = format;
    this.seeds = seeds;
    this.words = List.of(words);
  }

  /** Words of JSON, and then those of a document. */
  public static String[] json(String... words) {
    return Stream.concat(Stream.of("null", "{", "}", "[", "]", "\"", ":", ","), Stream.of(words))
        .toArray(String[]::new);
  }

  /** Bytes that a reader may allocate in sum, besides 200 for each byte of the file. */
  public Fuzz memory(long bytes) {
    memory = bytes;
    return this;
  }

  /** Seconds that a reader may take. */
  public Fuzz limit(int seconds) {
    limitSeconds = seconds;
    return this;
  }

  /** Input number i. */
  byte[] input(long i) {
    return new Mutations(seeds, words, Draw.generator(SEED, "fuzz " + format, i)).next();
  }

  /**
   * Reads broken files until the time is over.
   *
   * @throws AssertionError naming every kind of failure with the first input that has it
   */
  public void run(Reader reader) {
    try {
      for (int i = 0; i < seeds.size(); i++) {
        requireTaken(reader, i);
      }
      long first = Math.max(0, ONLY);
      long end = System.nanoTime() + (long) (SECONDS * 1e9);
      long i = first;
      while (i == first || ONLY < 0 && System.nanoTime() < end && failures.size() < MOST_FAILURES) {
        one(reader, i++);
      }
    } finally {
      worker.shutdownNow();
    }
    String figures =
        String.format(
            Locale.ROOT,
            "%s: %,d inputs, %,d taken, %,d refused, %d kinds of failure, at most %,d bytes allocated",
            format,
            taken + refused,
            taken,
            refused,
            failures.size(),
            mostBytes);
    keep(".txt", figures.getBytes(StandardCharsets.UTF_8));
    if (!failures.isEmpty()) {
      throw new AssertionError(figures + "\n" + String.join("\n", failures.values()));
    }
  }

  private void requireTaken(Reader reader, int i) {
    Throwable error = outcome(reader, seeds.get(i));
    if (error != null) {
      throw new AssertionError(format + ": whole file " + i + " is refused", error);
    }
  }

  private void one(Reader reader, long i) {
    byte[] input = input(i);
    Throwable error = outcome(reader, input);
    if (error == null) {
      taken++;
    } else if (error instanceof UserError refusal && isSentence(refusal.getMessage())) {
      refused++;
    } else {
      failures.computeIfAbsent(kind(error), kind -> describe(i, input, error));
    }
  }

  /** One line that a terminal shows as it is. */
  private static boolean isSentence(String message) {
    return message.length() <= LONGEST_MESSAGE
        && !message.isBlank()
        && message.chars().noneMatch(Character::isISOControl);
  }

  private Throwable outcome(Reader reader, byte[] input) {
    var work = worker.submit(() -> measured(reader, input));
    try {
      return work.get(limitSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      work.cancel(true);
      worker.shutdownNow();
      worker = worker();
      return new AssertionError("no end after " + limitSeconds + " s");
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Throwable measured(Reader reader, byte[] input) {
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    Throwable error = null;
    try {
      reader.read(input);
    } catch (Throwable e) {
      error = e;
    }
    long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    mostBytes = Math.max(mostBytes, bytes);
    boolean tooMuch = bytes > memory + 200L * input.length;
    return tooMuch ? new AssertionError(bytes + " bytes allocated, then " + error) : error;
  }

  private static ExecutorService worker() {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, "fuzz");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Errors of the same class from the same line are one. */
  private static String kind(Throwable error) {
    String where =
        Arrays.stream(error.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("org.geovq"))
            .findFirst()
            .map(StackTraceElement::toString)
            .orElse("");
    return error.getClass().getName() + " at " + where;
  }

  private String describe(long i, byte[] input, Throwable error) {
    Path kept = keep("-" + i + ".bin", input);
    String trace =
        Arrays.stream(error.getStackTrace())
            .limit(12)
            .map(frame -> "\n    at " + frame)
            .reduce("", String::concat);
    String message = String.valueOf(error.getMessage());
    return String.format(
        "%s: -Dgeovq.fuzz-seed=%d -Dgeovq.fuzz-input=%d (%s): %s: %s%s",
        format,
        SEED,
        i,
        kept,
        error.getClass().getName(),
        message.length() > 600 ? message.substring(0, 600) : message,
        trace);
  }

  private Path keep(String ending, byte[] bytes) {
    try {
      Files.createDirectories(KEPT);
      return Files.write(KEPT.resolve(format.replaceAll("\\W+", "-") + ending), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
