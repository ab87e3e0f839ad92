package org.geovq.app;

import org.apache.spark.SparkUserAppException;
import org.geovq.UserError;
import org.geovq.run.Stage;
import org.geovq.stage.Stages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Entry of {@code geovq}. Exit codes: 0 done, 2 something the user can mend (one sentence), 1
 * anything else.
 */
@Command(
    name = "geovq",
    mixinStandardHelpOptions = false,
    description =
        "Discrete codes for images after the fact: a VAE, a geodesic codebook, a prior, samples, a report.",
    subcommands = {
      RunCommand.class,
      EncodeCommand.class,
      DecodeCommand.class,
      AblateCommand.class,
      ResultsCommand.class,
      StagesCommand.class,
      ConfigCommand.class,
      DoctorCommand.class,
      VersionCommand.class,
      NativesCommand.class,
      BenchCommand.class
    })
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  static final int USER_ERROR = 2;

  @CommandLine.Mixin private HelpOption help;

  private Main() {}

  /** Runs the command line. */
  public static void main(String[] arguments) throws SparkUserAppException {
    System.setProperty("java.awt.headless", "true");
    int code = execute(arguments);
    if (code != 0) {
      leave(code);
    }
  }

  /**
   * Ends the process with an error. In YARN's container its master does that; it learns the code by
   * this exception, whereas System.exit would tell it no more than that the process ended early.
   */
  private static void leave(int code) throws SparkUserAppException {
    if (System.getProperty("spark.master", "").equals("yarn")
        && System.getProperty("spark.submit.deployMode", "").equals("cluster")) {
      throw new SparkUserAppException(code);
    }
    System.exit(code);
  }

  static int execute(String... arguments) {
    CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    for (Stage stage : Stages.prototypes()) {
      CommandSpec spec = CommandSpec.forAnnotatedObject(new StageCommand(stage));
      spec.usageMessage().description("Runs one stage: " + stage.about() + ".");
      line.addSubcommand(stage.name(), spec);
    }
    line.setParameterExceptionHandler(Main::usage);
    line.setExecutionExceptionHandler((error, command, parsed) -> report(error));
    return line.execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
  }

  private static int usage(CommandLine.ParameterException error, String[] arguments) {
    System.err.println("geovq: " + error.getMessage() + " (see geovq --help)");
    return USER_ERROR;
  }

  private static int report(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError) {
        LOG.error(cause.getMessage());
        return USER_ERROR;
      }
    }
    LOG.error("geovq failed", error);
    return 1;
  }
}
