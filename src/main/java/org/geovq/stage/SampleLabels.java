package org.geovq.stage;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.geovq.random.Draw;

/**
 * Labels of samples, drawn as often as images have them.
 *
 * @param byCount each label by the number of images that have it or a smaller one
 */
record SampleLabels(TreeMap<Long, Integer> byCount, long seed) implements Serializable {

  /**
   * @param images number of images that have each label, at least one label with some
   */
  static SampleLabels of(Map<Integer, Long> images, long seed) {
    TreeMap<Long, Integer> byCount = new TreeMap<>();
    long sum = 0;
    for (Map.Entry<Integer, Long> label : new TreeMap<>(images).entrySet()) {
      sum += label.getValue();
      byCount.put(sum, label.getKey());
    }
    return new SampleLabels(byCount, seed);
  }

  /** The label of a sample; the same whatever else is drawn. */
  int label(long sample) {
    long image = Draw.generator(seed, "label of sample", sample).nextLong(byCount.lastKey());
    return byCount.higherEntry(image).getValue();
  }
}
