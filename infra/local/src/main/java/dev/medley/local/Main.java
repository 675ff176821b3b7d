package dev.medley.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Medley's command for one machine. */
@Command(
    name = "medley",
    mixinStandardHelpOptions = true,
    description = "Runs Medley on one machine.",
    subcommands = {UpCommand.class, UsersCommand.class})
public final class Main {
  public static void main(String[] args) {
    CommandLine commandLine = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(Main::explain);
    System.exit(args.length == 0 ? usage(commandLine) : commandLine.execute(args));
  }

  private static int usage(CommandLine commandLine) {
    commandLine.usage(System.err);
    return CommandLine.ExitCode.USAGE;
  }

  /** One line and no stack trace: whoever reads it sits at the terminal. */
  private static int explain(
      Exception error, CommandLine commandLine, CommandLine.ParseResult parsed) {
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    commandLine.getErr().println("medley: " + message.lines().findFirst().orElse(""));
    return 1;
  }
}
