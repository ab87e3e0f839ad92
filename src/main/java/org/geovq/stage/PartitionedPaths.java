package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.geovq.graph.Frontier;
import org.geovq.graph.GraphRange;
import org.geovq.graph.RangePaths;
import org.geovq.graph.RangeWalk;
import org.geovq.run.JobDescription;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Distances along a graph that no executor holds. Its nodes are cut into ranges, one a partition;
 * in each round every range walks as far as it can by itself and sends the distances that fell at
 * its borders to the ranges over there, until no distance falls any more.
 */
final class PartitionedPaths {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionedPaths.class);

  /** Of the executors' memory: the states of a round and of the one before are both there. */
  private static final int STATES = 4;

  private static final int MOST_TOGETHER = 4096;

  private final StageContext context;
  private final int[] starts;

  /** A range a partition, in order. */
  private final JavaRDD<GraphRange> graph;

  private PartitionedPaths(StageContext context, int[] starts) throws IOException {
    this.context = context;
    this.starts = starts;
    this.graph = GraphTable.ranges(context, starts).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Ways that became shorter, and whose walk they belong to. */
  private record Message(int walk, Frontier frontier) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** The walks from all landmarks of a group over one range, with what they have to tell. */
  private record State(List<RangeWalk> walks, List<Message> outbox) implements Serializable {
    private static final long serialVersionUID = 1;

    static State relaxed(RangePaths paths, List<RangeWalk> walks) {
      List<Message> outbox = new ArrayList<>();
      for (int i = 0; i < walks.size(); i++) {
        for (Frontier frontier : paths.relax(walks.get(i))) {
          outbox.add(new Message(i, frontier));
        }
      }
      return new State(walks, outbox);
    }

    long told() {
      return outbox.stream().mapToLong(m -> m.frontier.nodes().length).sum();
    }
  }

  /**
   * Writes the distances from the landmarks to all nodes, a row a landmark.
   *
   * @param ranges into which the nodes are cut
   */
  static void write(StageContext context, int ranges, StructType schema) throws IOException {
    int nodes = (int) context.manifest(GraphTable.DIRECTORY).count("nodes");
    int[] starts = Range.parts(nodes, ranges).stream().mapToInt(Range::from).toArray();
    PartitionedPaths paths = new PartitionedPaths(context, starts);
    int[] landmarks = GraphTable.landmarks(context);
    int together = together(context, nodes);
    try (JobDescription jobs = new JobDescription(context.spark().sparkContext())) {
      for (int from = 0; from < landmarks.length; from += together) {
        int to = Math.min(from + together, landmarks.length);
        LOG.info("geodesics: landmarks {} to {} of {}", from + 1, to, landmarks.length);
        jobs.set("landmarks %d to %d of %d", from + 1, to, landmarks.length);
        paths.write(Arrays.copyOfRange(landmarks, from, to), schema);
      }
    }
    paths.graph.unpersist();
  }

  /** Landmarks whose states the executors hold at once. */
  private static int together(StageContext context, int nodes) {
    long state = (long) RangeWalk.BYTES_PER_NODE * nodes;
    return (int) Math.max(1, Math.min(MOST_TOGETHER, Memory.executors(context) / (STATES * state)));
  }

  private void write(int[] landmarks, StructType schema) {
    JavaRDD<State> states = settled(landmarks);
    Tables.append(context.spark(), rows(states, landmarks), schema, context.output());
    states.unpersist();
  }

  private JavaRDD<State> settled(int[] landmarks) {
    int[] firsts = starts;
    JavaRDD<State> states = kept(graph.map(range -> started(range, firsts, landmarks)));
    long told = told(states);
    try (JobDescription jobs = new JobDescription(context.spark().sparkContext())) {
      for (int round = 1; told > 0; round++) {
        LOG.info("geodesics: round {}, {} ways cross borders", round, told);
        jobs.set("round %d", round);
        JavaRDD<State> next = kept(next(states));
        told = told(next);
        // What dies with an executor is made again from the first round on.
        states.unpersist();
        states = next;
      }
    }
    return states;
  }

  private static JavaRDD<State> kept(JavaRDD<State> states) {
    return states.persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static long told(JavaRDD<State> states) {
    return states.map(State::told).reduce(Long::sum);
  }

  private static State started(GraphRange range, int[] starts, int[] landmarks) {
    RangePaths paths = new RangePaths(range, starts);
    List<RangeWalk> walks = new ArrayList<>(landmarks.length);
    for (int landmark : landmarks) {
      RangeWalk walk = paths.walk();
      walk.start(landmark, 0);
      walks.add(walk);
    }
    return State.relaxed(paths, walks);
  }

  private JavaRDD<State> next(JavaRDD<State> states) {
    int[] firsts = starts;
    JavaRDD<Message> messages =
        states
            .flatMap(state -> state.outbox.iterator())
            .mapToPair(message -> new Tuple2<>(message.frontier.range(), message))
            .partitionBy(new HashPartitioner(starts.length))
            .values();
    return graph
        .zip(states)
        .zipPartitions(messages, (pairs, received) -> next(pairs.next(), received, firsts));
  }

  /** A new state, as Spark may need the old one again. */
  private static Iterator<State> next(
      Tuple2<GraphRange, State> old, Iterator<Message> received, int[] starts) {
    List<RangeWalk> walks = old._2().walks.stream().map(RangeWalk::copy).toList();
    received.forEachRemaining(message -> walks.get(message.walk).absorb(message.frontier));
    return List.of(State.relaxed(new RangePaths(old._1(), starts), walks)).iterator();
  }

  /** The part of a landmark's row that one range has. */
  private record Slice(int first, float[] distances) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  private JavaRDD<Row> rows(JavaRDD<State> states, int[] landmarks) {
    return graph
        .zip(states)
        .flatMapToPair(pair -> slices(pair._1().first(), pair._2(), landmarks))
        .groupByKey(Math.min(landmarks.length, context.partitions()))
        .map(row -> Geodesics.row(row._1(), joined(row._2())));
  }

  private static Iterator<Tuple2<Integer, Slice>> slices(int first, State state, int[] landmarks) {
    return IntStream.range(0, landmarks.length)
        .mapToObj(i -> new Tuple2<>(landmarks[i], new Slice(first, state.walks.get(i).distances())))
        .iterator();
  }

  private static float[] joined(Iterable<Slice> slices) {
    List<Slice> parts = new ArrayList<>();
    slices.forEach(parts::add);
    float[] row = new float[parts.stream().mapToInt(s -> s.distances.length).sum()];
    for (Slice part : parts) {
      System.arraycopy(part.distances, 0, row, part.first, part.distances.length);
    }
    return row;
  }
}
