package dev.medley.learner;

import dev.medley.kafka.Launcher;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The learner's commands. */
@Command(
    name = "learner",
    mixinStandardHelpOptions = true,
    subcommands = {
      TrainerMain.class,
      RetrainCommand.class,
      SawCommand.class,
      ReplayCommand.class,
      EvaluateCommand.class
    },
    description = "Trains members of the ensemble on labels from Kafka, and says what they saw.")
public final class LearnerCommand {
  private static final String LOG = "dev/medley/learner/logback.xml";
  private static final String ENDED = "The learner ended";

  public LearnerCommand() {}

  public static void main(String[] args) {
    start(new LearnerCommand(), args);
  }

  static void start(Object command, String... args) {
    Launcher.run(LOG, ENDED, command, args);
  }

  /** A command's line; what ends it is logged, and said in one line. */
  public static CommandLine of(Object command) {
    return Launcher.line(ENDED, command);
  }
}
