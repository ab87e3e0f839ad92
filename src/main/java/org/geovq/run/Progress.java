package org.geovq.run;

import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Progress lines with rate and time left, through the log, so that the console and the log file
 * show the same.
 */
public final class Progress {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final int EVERY_MS = 5000;
  private static final int WIDTH = 130;

  private Progress() {}

  /** A bar that is to be closed. */
  public static ProgressBar of(String task, String unit, long size) {
    return of(task, unit, size, 0);
  }

  /**
   * A bar that is to be closed.
   *
   * @param done before; it counts for what is left and not for the rate
   */
  public static ProgressBar of(String task, String unit, long size, long done) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(size)
        .startsFrom(done, Duration.ZERO)
        .setUnit(" " + unit, 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(EVERY_MS)
        .setConsumer(new DelegatingProgressBarConsumer(LOG::info, WIDTH))
        .build();
  }
}
