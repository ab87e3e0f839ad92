package org.geovq.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.sql.SparkSession;
import org.geovq.UserError;
import org.geovq.results.AblationPlan;
import org.geovq.results.AblationRuns;
import org.geovq.run.RunDirectory;
import org.geovq.run.StorageFaults;
import org.geovq.stage.Stages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ablate",
    description = {
      "Shows what a setting is worth: a run for each of its values and each seed, up to evaluate.",
      "Without priors, samples and end-to-end arms, unless --set asks for them. Stages that the setting does not"
          + " reach are done once and copied. Run again, it goes on."
    })
final class AblateCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(AblateCommand.class);

  @Mixin private HelpOption help;
  @Mixin private RunOptions options;

  @Option(names = "--key", required = true, paramLabel = "KEY", description = "The setting.")
  private String key;

  @Option(
      names = "--values",
      required = true,
      split = ",",
      paramLabel = "VALUE",
      description = "Its values, at least two, with commas between them.")
  private List<String> values;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "Seeds of each value, with commas between them; else the configuration's own.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--base",
      paramLabel = "RUN",
      description =
          "A run whose finished stages are copied where they would be the same; repeatable.")
  private List<String> bases = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    AblationPlan plan = AblationPlan.of(options::configuration, key, values, seeds);
    Session.with(plan.runs().get(0).configuration().settings(), spark -> run(spark, plan));
    return 0;
  }

  private void run(SparkSession spark, AblationPlan plan) throws Exception {
    for (String base : bases) {
      requireRun(RunDirectory.named("--base", base, spark.sparkContext().hadoopConfiguration()));
    }
    // A value that cannot be is not found hours later.
    for (AblationPlan.Run run : plan.runs()) {
      Session.check(spark, run.configuration(), AblationPlan.UNTIL);
    }
    for (AblationPlan.Run run : plan.runs()) {
      LOG.info("{} = {}, seed {}", plan.key(), run.value(), run.seed());
      List<String> donors = new ArrayList<>(bases);
      donors.addAll(plan.others(run));
      String first = Stages.prototypes().get(0).name();
      Session.run(spark, run.configuration(), first, AblationPlan.UNTIL, List.of(), donors);
    }
    RunDirectory directory = Session.directory(spark, plan.directory());
    AblationRuns found = AblationRuns.read(plan, spark.sparkContext().hadoopConfiguration());
    try {
      found.write(directory);
    } catch (IOException | FSError e) {
      throw StorageFaults.find(e, directory)
          .orElseGet(
              () -> StorageFaults.unwritable(directory.root(), e, "and give the command again"));
    }
    LOG.info("ablation: {}", directory.of("ablation.md"));
  }

  private static void requireRun(RunDirectory base) {
    try {
      if (!base.files().exists(base.root())) {
        throw new UserError("--base %s: there is no such run directory.", base.root());
      }
    } catch (IOException e) {
      throw StorageFaults.outOfReach("--base " + base.root(), e);
    }
  }
}
