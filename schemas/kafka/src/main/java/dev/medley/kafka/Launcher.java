package dev.medley.kafka;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The start of a main: first the log, then the command, whose exception is logged whole and said in
 * one line. A main that has a logger in a static field would have it before its settings.
 */
public final class Launcher {
  private static final String LOG_SETTINGS = "logback.configurationFile";

  private Launcher() {}

  /**
   * Runs a command, and ends the process with its status.
   *
   * @param log resource of the log's settings, where the operator names none; under a name of its
   *     own, as libraries bring a logback.xml too
   * @param ended what is said of an exception, such as "The subscriber ended"
   */
  public static void run(String log, String ended, Object command, String... arguments) {
    System.exit(status(log, ended, command, arguments));
  }

  /** {@link #run} of a command that logs nothing by itself. */
  public static void run(String ended, Object command, String... arguments) {
    System.exit(line(ended, command).execute(arguments));
  }

  /** {@link #run} for those who go on after it: gives the status. */
  public static int status(String log, String ended, Object command, String... arguments) {
    if (System.getProperty(LOG_SETTINGS) == null) {
      System.setProperty(LOG_SETTINGS, log);
    }
    return line(ended, command).execute(arguments);
  }

  /** A command whose exception is logged whole, said in one line, and has status 1. */
  public static CommandLine line(String ended, Object command) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              // Not fluently: a Flink cluster brings an slf4j that is older.
              LoggerFactory.getLogger(Launcher.class).error(ended, e);
              line.getErr().println(ended + ": " + say(e));
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  /** What an exception says, and what its first cause says, on one line. */
  private static String say(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String first = firstLine(e);
    String last = firstLine(root);
    return first.contains(last) ? first : first + ": " + last;
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
