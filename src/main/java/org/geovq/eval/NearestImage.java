package org.geovq.eval;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Finds for each of some images the nearest one of a stream, in squared L2 distance of the bytes:
 * samples that lie almost upon a training image were remembered, not made. Searches of parts of the
 * stream can be merged.
 */
public final class NearestImage implements Serializable {
  private static final long serialVersionUID = 1;

  /** Distances are compared with the best one so far every so many numbers; int holds each part. */
  private static final int CHUNK = 256;

  private final byte[][] queries;
  private final long[] ids;
  private final long[] distances;

  /**
   * The nearest image of the stream.
   *
   * @param squaredDistance sum of the squared differences of the bytes, 0 .. 255 each; 0 for the
   *     same image
   */
  public record Match(long id, long squaredDistance) implements Serializable {}

  /**
   * @param queries {@code [n, numbers]}: unsigned bytes in any layout, all images in the same; not
   *     copied
   */
  public NearestImage(byte[][] queries) {
    for (byte[] query : queries) {
      requireLength(query, queries[0].length);
    }
    this.queries = queries;
    this.ids = new long[queries.length];
    this.distances = new long[queries.length];
    Arrays.fill(distances, Long.MAX_VALUE);
  }

  /**
   * Adds an image of the stream.
   *
   * @param pixels unsigned bytes in the layout of the queries
   * @throws IllegalArgumentException where it has another length
   */
  public void add(long id, byte[] pixels) {
    for (int q = 0; q < queries.length; q++) {
      requireLength(pixels, queries[q].length);
      offer(q, id, distance(queries[q], pixels, distances[q]));
    }
  }

  /** Adds what another search for the same images has found, and returns this one. */
  public NearestImage merge(NearestImage other) {
    if (!Arrays.deepEquals(queries, other.queries)) {
      throw new IllegalArgumentException("searches for different images");
    }
    for (int q = 0; q < queries.length; q++) {
      offer(q, other.ids[q], other.distances[q]);
    }
    return this;
  }

  /**
   * The nearest image for each query; of several, that of the smallest id.
   *
   * @throws IllegalStateException where no image was added
   */
  public Match[] matches() {
    Match[] matches = new Match[queries.length];
    for (int q = 0; q < matches.length; q++) {
      if (distances[q] == Long.MAX_VALUE) {
        throw new IllegalStateException("no image was added");
      }
      matches[q] = new Match(ids[q], distances[q]);
    }
    return matches;
  }

  private void offer(int query, long id, long distance) {
    long best = distances[query];
    if (distance < best || distance == best && distance < Long.MAX_VALUE && id < ids[query]) {
      distances[query] = distance;
      ids[query] = id;
    }
  }

  /** Squared distance, or some number above the limit where it is above it. */
  private static long distance(byte[] a, byte[] b, long limit) {
    long distance = 0;
    for (int from = 0; from < a.length && distance <= limit; from += CHUNK) {
      int to = Math.min(a.length, from + CHUNK);
      int part = 0;
      for (int i = from; i < to; i++) {
        int difference = (a[i] & 0xFF) - (b[i] & 0xFF);
        part += difference * difference;
      }
      distance += part;
    }
    return distance;
  }

  private static void requireLength(byte[] pixels, int length) {
    if (pixels.length != length) {
      throw new IllegalArgumentException(
          "an image of " + pixels.length + " bytes among images of " + length);
    }
  }
}
