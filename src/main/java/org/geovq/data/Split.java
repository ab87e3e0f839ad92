package org.geovq.data;

import java.util.Locale;

/** What an image is used for. */
public enum Split {
  /** Fitted on. */
  TRAIN,
  /** Held out of the training images, to choose by. */
  VALIDATION,
  /** Held out by the data set itself, to report on. */
  TEST;

  private final String configName = name().toLowerCase(Locale.ROOT);

  /**
   * Name in configuration files and in stored rows: {@code train}, {@code validation}, {@code
   * test}.
   */
  public String configName() {
    return configName;
  }

  /**
   * The split of that {@link #configName()}.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Split of(String configName) {
    for (Split split : values()) {
      if (split.configName.equals(configName)) {
        return split;
      }
    }
    throw new IllegalArgumentException("no split is called '" + configName + "'");
  }
}
