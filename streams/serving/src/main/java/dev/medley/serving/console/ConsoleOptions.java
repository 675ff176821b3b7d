package dev.medley.serving.console;

import picocli.CommandLine.Option;

/** What the console may show and do, on the command line; a picocli mixin. */
public final class ConsoleOptions {
  @Option(
      names = "--console-control",
      defaultValue = "${MEDLEY_CONSOLE_CONTROL:-false}",
      description =
          "Let whoever reaches /console roll back, retry, pin and pause. Default: ${DEFAULT-VALUE}.")
  private boolean control;

  @Option(
      names = "--console-texts",
      defaultValue = "${MEDLEY_CONSOLE_TEXTS:-false}",
      description = "Show users' newest edits at /console. Default: ${DEFAULT-VALUE}.")
  private boolean texts;

  boolean control() {
    return control;
  }

  boolean texts() {
    return texts;
  }
}
