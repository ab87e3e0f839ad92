package org.geovq.nn;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.run.Json;

/**
 * The states of a training after its last epochs: NPY vectors and a JSON document, written beside
 * and renamed.
 */
final class Checkpoints {
  private static final int KEPT = 2;
  private final FileSystem files;
  private final Path directory;

  Checkpoints(FileSystem files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /**
   * A training after an epoch.
   *
   * @param iterations steps of the optimiser so far
   * @param weight the network's own number, see {@link Pass}
   * @param history one row an epoch
   */
  record State(
      int epoch,
      int iterations,
      double weight,
      double bestLoss,
      int bestEpoch,
      int parameterLength,
      int updaterLength,
      List<Map<String, Object>> history) {}

  /** A state with its vectors. */
  record Checkpoint(State state, float[] parameters, float[] updater, float[] best) {}

  void write(Checkpoint checkpoint) throws IOException {
    Path place = new Path(directory, String.format("epoch-%06d", checkpoint.state().epoch()));
    Path beside = new Path(directory, "." + place.getName() + ".partial");
    files.delete(beside, true);
    NpyFile.write(files, new Path(beside, "parameters.npy"), checkpoint.parameters());
    NpyFile.write(files, new Path(beside, "updater.npy"), checkpoint.updater());
    NpyFile.write(files, new Path(beside, "best.npy"), checkpoint.best());
    Json.write(files, new Path(beside, "state.json"), checkpoint.state());
    files.delete(place, true);
    if (!files.rename(beside, place)) {
      throw new IOException("cannot rename " + beside + " to " + place);
    }
    List<Path> all = all();
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      files.delete(old, true);
    }
  }

  /** The newest one. */
  Optional<Checkpoint> latest() throws IOException {
    List<Path> all = all();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Path newest = all.get(all.size() - 1);
    State state = Json.read(files, new Path(newest, "state.json"), State.class);
    return Optional.of(
        new Checkpoint(
            state,
            NpyFile.read(files, new Path(newest, "parameters.npy"), state.parameterLength()),
            NpyFile.read(files, new Path(newest, "updater.npy"), state.updaterLength()),
            NpyFile.read(files, new Path(newest, "best.npy"), state.parameterLength())));
  }

  void delete() throws IOException {
    files.delete(directory, true);
  }

  private List<Path> all() throws IOException {
    if (!files.exists(directory)) {
      return List.of();
    }
    return Arrays.stream(files.listStatus(directory))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().matches("epoch-\\d{6}"))
        .sorted(Comparator.comparing(Path::getName))
        .toList();
  }
}
