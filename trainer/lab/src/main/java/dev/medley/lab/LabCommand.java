package dev.medley.lab;

import dev.medley.lab.few.FewCommand;
import dev.medley.lab.online.OnlineCommand;
import dev.medley.lab.tables.TablesCommand;
import dev.medley.lab.theory.TheoryCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab on the command line. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Experiments on learning from edits.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TheoryCommand.class, TablesCommand.class, OnlineCommand.class, FewCommand.class})
public final class LabCommand {
  private LabCommand() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new LabCommand()).execute(args));
  }
}
