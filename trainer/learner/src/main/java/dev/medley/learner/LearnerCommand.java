package dev.medley.learner;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The learner's commands. */
@Command(
    name = "learner",
    mixinStandardHelpOptions = true,
    subcommands = {TrainerMain.class, RetrainCommand.class, SawCommand.class},
    description = "Trains members of the ensemble on labels from Kafka, and says what they saw.")
public final class LearnerCommand {
  static {
    // Before any logger, and under its own name: libraries on the classpath bring one too.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/medley/learner/logback.xml");
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(LearnerCommand.class);

  LearnerCommand() {}

  /** A command's line; what ends it is logged, and said in one line. */
  static CommandLine of(Object command) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(LearnerCommand::explain);
  }

  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    LOG.atError().setCause(e).log("The learner ended");
    command.getErr().println("The learner ended: " + e.getMessage());
    return 1;
  }

  public static void main(String[] args) {
    System.exit(of(new LearnerCommand()).execute(args));
  }
}
