package dev.medley.local;

import dev.medley.kafka.Launcher;
import picocli.CommandLine.Command;

/** Medley's command for one machine. */
@Command(
    name = "medley",
    mixinStandardHelpOptions = true,
    description = "Runs Medley on one machine.",
    subcommands = {UpCommand.class, UsersCommand.class})
public final class Main {
  public static void main(String[] args) {
    Launcher.run("medley", new Main(), args);
  }
}
