package org.geovq.nn;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.geovq.run.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of a training at the ends of its last rounds: a directory each, with NPY vectors, a
 * JSON document and, written last, checksums of all; without those it is none. Nothing is renamed
 * but that one file, so that it is as safe where a directory is renamed by copying. Nothing that
 * Java would deserialise.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final int KEPT = 2;
  private static final String PARAMETERS = "parameters.npy";
  private static final String UPDATER = "updater.npy";
  private static final String BEST = "best.npy";
  private static final String STATE = "state.json";
  private static final String CHECKSUMS = "checksums.json";
  private static final List<String> FILES = List.of(PARAMETERS, UPDATER, BEST, STATE);

  private final FileSystem files;
  private final Path directory;
  private final Map<String, String> identity;

  /**
   * @param identity what a training must have in common with one that goes on from its checkpoints
   */
  Checkpoints(FileSystem files, Path directory, Map<String, String> identity) {
    this.files = files;
    this.directory = directory;
    this.identity = new TreeMap<>(identity);
  }

  /**
   * A training after a round. The order of the data follows from seed and epoch.
   *
   * @param epoch finished ones
   * @param step steps of the epoch after those
   * @param bestLoss lowest held-out loss
   * @param bestEpoch where that was; 0: nowhere yet
   * @param history one row a finished epoch
   */
  record State(
      int epoch,
      int step,
      Running running,
      double bestLoss,
      int bestEpoch,
      List<Map<String, Object>> history) {

    State {
      requireAtLeast0("epoch", epoch);
      requireAtLeast0("step", step);
      Objects.requireNonNull(running, "nothing of the running epoch");
      if (bestEpoch < 0 || bestEpoch > epoch) {
        throw new IllegalArgumentException("best epoch " + bestEpoch + " of " + epoch);
      }
      for (Map<String, Object> row : history) {
        if (!(row.get("epoch") instanceof Integer)) {
          throw new IllegalArgumentException("a row of the history is of no epoch");
        }
      }
    }

    /** The same some steps further. */
    State after(int steps, Running then) {
      return new State(epoch, steps, then, bestLoss, bestEpoch, history);
    }

    /**
     * At the end of this epoch.
     *
     * @param row of the history
     * @param loss held-out
     * @param tally with which the next epoch begins
     */
    State afterEpoch(Map<String, Object> row, double loss, long tally) {
      List<Map<String, Object>> rows = new ArrayList<>(history);
      rows.add(row);
      boolean better = loss < bestLoss;
      Running next = new Running(running.weight(), tally, running.firstLoss(), 0, 0);
      return new State(
          epoch + 1, 0, next, better ? loss : bestLoss, better ? epoch + 1 : bestEpoch, rows);
    }

    String name() {
      return String.format(Locale.ROOT, "epoch-%06d-step-%09d", epoch, step);
    }
  }

  /**
   * What changes with every round.
   *
   * @param weight the network's own number, see {@link Pass}
   * @param tally see {@link Trainer.Steering#tally}
   * @param firstLoss training loss of the very first round; 0: there was none yet
   * @param lossSum of this epoch's training losses, a step each
   * @param seconds that this epoch's steps took
   */
  record Running(double weight, long tally, double firstLoss, double lossSum, double seconds) {
    Running {
      if (!Double.isFinite(weight)) {
        throw new IllegalArgumentException("weight " + weight);
      }
    }
  }

  private static void requireAtLeast0(String what, int number) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " " + number);
    }
  }

  /** A state with its vectors. */
  record Checkpoint(State state, ModelState model, float[] best) {}

  /** What the JSON document holds. */
  private record Document(
      Map<String, String> identity,
      int parameterLength,
      int updaterLength,
      int iterations,
      State state) {
    Document {
      Objects.requireNonNull(identity, "no identity");
      Objects.requireNonNull(state, "no state");
      requireAtLeast0("length of parameters", parameterLength);
      requireAtLeast0("length of the updater", updaterLength);
      requireAtLeast0("iterations", iterations);
    }
  }

  void write(Checkpoint checkpoint) throws IOException {
    deleteUnfinished();
    Path place = new Path(directory, checkpoint.state().name());
    delete(place);
    int parameters = checkpoint.model().parameters().length;
    int updater = checkpoint.model().updater().length;
    NpyFile.write(files, new Path(place, PARAMETERS), checkpoint.model().parameters());
    NpyFile.write(files, new Path(place, UPDATER), checkpoint.model().updater());
    NpyFile.write(files, new Path(place, BEST), checkpoint.best());
    Json.write(
        files,
        new Path(place, STATE),
        new Document(
            identity, parameters, updater, checkpoint.model().iterations(), checkpoint.state()));
    Json.write(files, new Path(place, CHECKSUMS), checksums(place));
    List<Path> all = all();
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      delete(old);
    }
  }

  /** What a killed removal leaves has lost its checksums. */
  private void delete(Path place) throws IOException {
    files.delete(new Path(place, CHECKSUMS), false);
    files.delete(place, true);
  }

  /**
   * The newest one that is whole.
   *
   * @throws UserError if none is, or if another training made it
   */
  Optional<Checkpoint> latest() throws IOException {
    List<Path> all = all();
    for (int i = all.size() - 1; i >= 0; i--) {
      try {
        requireWhole(all.get(i));
        return Optional.of(read(all.get(i)));
      } catch (Damaged e) {
        LOG.warn("{}; it is passed over", e.getMessage());
      }
    }
    if (!all.isEmpty()) {
      throw new UserError(
          "%s: every checkpoint is damaged: remove the folder to train from the start.", directory);
    }
    return Optional.empty();
  }

  private Checkpoint read(Path place) throws IOException {
    Document document = Json.read(files, new Path(place, STATE), Document.class);
    requireSame(place, document.identity());
    return new Checkpoint(
        document.state(),
        new ModelState(
            NpyFile.read(files, new Path(place, PARAMETERS), document.parameterLength()),
            NpyFile.read(files, new Path(place, UPDATER), document.updaterLength()),
            document.iterations()),
        NpyFile.read(files, new Path(place, BEST), document.parameterLength()));
  }

  private void requireSame(Path place, Map<String, String> other) {
    identity.forEach(
        (what, wanted) -> {
          String found = other.get(what);
          if (!wanted.equals(found)) {
            throw new UserError(
                "%s is of a training with %s = %s, and this one has %s: remove the folder %s to train from the start.",
                place, what, found, wanted, directory);
          }
        });
  }

  /** Says why a checkpoint cannot be read. */
  private static final class Damaged extends Exception {
    private static final long serialVersionUID = 1;

    Damaged(Path file, String what) {
      super("checkpoint " + file + " is damaged: " + what);
    }
  }

  private void requireWhole(Path place) throws IOException, Damaged {
    Path list = new Path(place, CHECKSUMS);
    Checksums expected;
    try {
      expected = Json.read(files, list, Checksums.class);
    } catch (UserError | IOException e) {
      throw new Damaged(list, "it is no list of checksums");
    }
    for (String name : FILES) {
      Path file = new Path(place, name);
      String found = files.exists(file) ? checksum(file) : "none";
      if (!found.equals(expected.crc32c().get(name))) {
        throw new Damaged(file, "its checksum is " + found);
      }
    }
  }

  /** CRC-32C of each file, in hexadecimal. */
  private record Checksums(Map<String, String> crc32c) {
    Checksums {
      Objects.requireNonNull(crc32c, "no sums");
    }
  }

  private Checksums checksums(Path place) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    for (String name : FILES) {
      sums.put(name, checksum(new Path(place, name)));
    }
    return new Checksums(sums);
  }

  private String checksum(Path file) throws IOException {
    CRC32C sum = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = new CheckedInputStream(files.open(file), sum)) {
      while (in.read(buffer) >= 0) {
        // The stream adds up.
      }
    } catch (ChecksumException e) {
      return "not what its checksum file says";
    }
    return Long.toHexString(sum.getValue());
  }

  /** What killed writes and removals left. */
  private void deleteUnfinished() throws IOException {
    for (Path path : list()) {
      if (!isFinished(path)) {
        files.delete(path, true);
      }
    }
  }

  private boolean isFinished(Path place) throws IOException {
    return files.exists(new Path(place, CHECKSUMS));
  }

  /** The finished ones from the oldest to the newest. */
  private List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path path : list()) {
      if (path.getName().matches("epoch-\\d{6}-step-\\d{9}") && isFinished(path)) {
        all.add(path);
      }
    }
    all.sort(Comparator.comparing(Path::getName));
    return all;
  }

  private List<Path> list() throws IOException {
    return files.exists(directory)
        ? Arrays.stream(files.listStatus(directory)).map(FileStatus::getPath).toList()
        : List.of();
  }
}
