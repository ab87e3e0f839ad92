package org.geovq.nn;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.geovq.config.Settings;

/** All that the course of a training depends on, but its data: what a checkpoint is good for. */
final class TrainingIdentity {
  /** Settings that change nothing in what is learned. */
  private static final Set<String> WITHOUT_EFFECT = Set.of("workers", "checkpointIntervalMin");

  private TrainingIdentity() {}

  /**
   * Names and values.
   *
   * @param name block of the configuration
   * @param workers there are really
   * @param steps an epoch, which tell of the number of examples
   */
  static Map<String, String> of(
      String name, Network network, Settings.Training settings, long seed, int workers, int steps) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("network", network.toString());
    identity.put("parameters", shapes(network.parameters()));
    identity.put("seed", Long.toString(seed));
    identity.put("workers", Integer.toString(workers));
    for (RecordComponent setting : Settings.Training.class.getRecordComponents()) {
      if (!WITHOUT_EFFECT.contains(setting.getName())) {
        identity.put(name + "." + key(setting.getName()), value(setting, settings));
      }
    }
    identity.put("steps an epoch", Integer.toString(steps));
    return identity;
  }

  /** Their number, and a hash of names and shapes. */
  private static String shapes(List<Parameter> parameters) {
    StringBuilder text = new StringBuilder();
    long count = 0;
    for (Parameter p : parameters) {
      text.append(p.name()).append(Arrays.toString(p.shape()));
      count += p.length();
    }
    return count + " (" + Integer.toHexString(text.toString().hashCode()) + ")";
  }

  private static String value(RecordComponent setting, Settings.Training settings) {
    try {
      return String.valueOf(setting.getAccessor().invoke(settings));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** batchSize to batch-size. */
  private static String key(String component) {
    return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
