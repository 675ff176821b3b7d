package dev.medley.kafka.commands;

import dev.medley.kafka.Launcher;
import dev.medley.kafka.options.Names;
import dev.medley.schemas.signing.KeyFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the keys that checkpoints are signed and verified with, and the trainer's secret. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "Makes an Ed25519 pair where DIRECTORY has none: signing-key.pem for the trainer, and",
      "trusted/<name>.pem, whose folder all who load adapters are given; and the trainer's",
      "held-out-secret, which keys what it never trains on."
    })
public final class KeysCommand implements Callable<Integer> {
  @Option(
      names = "--directory",
      required = true,
      defaultValue = "${MEDLEY_KEYS}",
      description = "Folder of the keys. Required.")
  private Path directory;

  @Option(
      names = "--name",
      defaultValue = "trainer",
      converter = Names.File.class,
      description = "Of the public key's file. Default: ${DEFAULT-VALUE}.")
  private String name;

  @Override
  public Integer call() {
    KeyFiles files = KeyFiles.in(directory, name);
    System.out.printf(
        "--signing-key %s%n--trusted-keys %s%n--secret %s%n",
        files.privateKey(), files.trusted(), files.secret());
    return 0;
  }

  public static void main(String[] args) {
    Launcher.run("No keys were made", new KeysCommand(), args);
  }
}
