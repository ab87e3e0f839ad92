package org.geovq.run;

import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import scala.collection.JavaConverters;

/**
 * Progress of Spark jobs by their tasks, those of shuffles too, which nobody knows before a job
 * starts.
 */
public final class JobProgress {
  /** Until a job starts. */
  private static final int UNKNOWN = -1;

  private JobProgress() {}

  /** Shows progress while work runs jobs. */
  public static void during(StageContext context, String name, Runnable work) {
    during(
        context,
        name,
        () -> {
          work.run();
          return null;
        });
  }

  /** Shows progress while work runs jobs, and gives its result. */
  public static <T> T during(StageContext context, String name, Supplier<T> work) {
    SparkContext spark = context.spark().sparkContext();
    try (ProgressBar bar = Progress.of(name, "tasks", UNKNOWN);
        JobDescription jobs = new JobDescription(spark)) {
      jobs.set("%s", name);
      SparkListener listener =
          new SparkListener() {
            private long known;

            @Override
            public void onJobStart(SparkListenerJobStart job) {
              known +=
                  JavaConverters.seqAsJavaList(job.stageInfos()).stream()
                      .mapToInt(StageInfo::numTasks)
                      .sum();
              bar.maxHint(known);
            }

            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
              bar.step();
            }
          };
      spark.addSparkListener(listener);
      try {
        return work.get();
      } finally {
        spark.removeSparkListener(listener);
      }
    }
  }
}
