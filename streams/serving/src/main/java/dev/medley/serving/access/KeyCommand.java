package dev.medley.serving.access;

import dev.medley.kafka.options.Text;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes an API key, which is kept nowhere, and its line for the file of keys. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description =
        "Makes an API key: prints the key, for whoever is to send it, and its line, for the file of"
            + " --api-keys, which has its hash alone.")
public final class KeyCommand implements Callable<Integer> {
  private static final int BYTES = 32;

  @Option(
      names = "--name",
      required = true,
      converter = KeyName.class,
      description = "What the key is called. Required.")
  private String name;

  @Option(
      names = "--tasks",
      converter = Tasks.class,
      paramLabel = "TASK[,TASK...]",
      defaultValue = "*",
      description = "Which tasks it is for; * for all. Default: ${DEFAULT-VALUE}.")
  private String tasks;

  @Spec private CommandSpec spec;

  /** What a line can hold. */
  static final class KeyName extends Text {
    KeyName() {
      super("1 to 100 letters, digits, dots, underscores and dashes", "[A-Za-z0-9._-]{1,100}");
    }
  }

  /** Names with commas between, or all. */
  static final class Tasks extends Text {
    Tasks() {
      super("tasks with commas between, or *", "\\*|[A-Za-z0-9._-]+(,[A-Za-z0-9._-]+)*");
    }
  }

  @Override
  public Integer call() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String key = "medley-" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    try {
      String line = ApiKeys.line(name, key, tasks);
      spec.commandLine().getOut().printf("key:  %s%nline: %s%n", key, line);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--name '%s', --tasks '%s': %s".formatted(name, tasks, e.getMessage()),
          e);
    }
    return 0;
  }
}
