package org.geovq.app;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.geovq.config.Settings;
import org.geovq.doctor.Doctor;
import org.geovq.doctor.Finding;
import org.geovq.nn.Kernels;
import org.geovq.run.TaskSlots;
import org.geovq.run.Versions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "doctor",
    description =
        "Tries what a run needs: one line each, with how to mend what is wrong. Exit code 2 if a run would stop.")
final class DoctorCommand implements Callable<Integer> {
  @Mixin private HelpOption help;
  @Mixin private RunOptions options;

  @Override
  public Integer call() {
    Settings settings = options.configuration().settings();
    Doctor doctor =
        new Doctor(
            settings,
            Kernels.choose(),
            Session.submitted(settings.master()),
            conf -> Session.with(conf, DoctorCommand::words));
    boolean stops =
        doctor
            .examine()
            .peek(finding -> System.out.println(finding.line()))
            .map(Finding::isWrong)
            .reduce(false, Boolean::logicalOr);
    return stops ? Main.USER_ERROR : 0;
  }

  /** After a task in each slot. */
  private static String words(JavaSparkContext spark) {
    int slots = TaskSlots.of(spark);
    List<Integer> tasks = IntStream.range(0, slots).boxed().collect(Collectors.toList());
    long versions =
        spark.parallelize(tasks, slots).map(i -> Runtime.version().feature()).distinct().count();
    return String.format(
        "%s on %s, %d slots%s",
        Versions.all().get("spark"),
        spark.master(),
        slots,
        versions > 1 ? ", of different versions of Java" : "");
  }
}
