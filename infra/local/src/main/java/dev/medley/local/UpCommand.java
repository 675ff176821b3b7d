package dev.medley.local;

import dev.medley.kafka.options.Decimal;
import dev.medley.kafka.options.Names;
import dev.medley.kafka.options.Text;
import dev.medley.kafka.options.Whole;
import dev.medley.lab.options.DurationConverter;
import dev.medley.lab.options.UpLearning;
import dev.medley.lab.users.Strength;
import dev.medley.local.settings.Home;
import dev.medley.local.settings.PortOptions;
import dev.medley.local.settings.Settings;
import dev.medley.local.settings.UserOptions;
import dev.medley.local.terminal.Console;
import dev.medley.local.terminal.UserErrorException;
import dev.medley.schemas.names.MemberName;
import dev.medley.schemas.names.TaskName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Starts the whole system, for simulated users or for one's own edits, and shows what comes of it.
 */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Starts broker, registry, feedback job, trainer and serving node, and simulated users who"
            + " edit, or with --no-users the system for your own edits. Ctrl-C stops everything;"
            + " started again on the same data it goes on.")
final class UpCommand implements Callable<Integer> {
  private static final double DEFAULT_RATE = 2;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "End after this time from readiness: 90s, 10m, 1h. Default: run on.")
  private Duration duration;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${MEDLEY_DATA}",
      description = "Folder of everything that is kept. Default: .medley in the checkout.")
  private Path data;

  @Option(
      names = "--no-users",
      description = "No simulated users: the system for edits of your own (docs/first-hour.md).")
  private boolean noUsers;

  @Option(
      names = "--tasks",
      paramLabel = "TASK[,TASK...]",
      split = ",",
      converter = Names.LearntTask.class,
      description =
          "What is learnt; simulated users know email and summary alone. Default: email,summary.")
  private List<TaskName> tasks;

  @Option(
      names = "--members",
      paramLabel = "MEMBER[,MEMBER...]",
      split = ",",
      converter = Names.Member.class,
      description = "Who learns each task, of sft, dpo, early and rl. Default: all of them.")
  private List<MemberName> members;

  @Option(
      names = "--learning-rate",
      converter = Decimal.AboveZero.class,
      defaultValue = UpLearning.LEARNING_RATE,
      description =
          "The trainer's, for the model that ships; one of billions of weights wants 0.0001 to"
              + " 0.0005. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--users",
      paramLabel = "STRENGTH",
      description = "strong applies the whole difference, weak a part of it. Default: strong.")
  private Strength users;

  @Option(
      names = "--seed",
      converter = Whole.Seed.class,
      defaultValue = "1",
      description = "Of users, trainer and bandit. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--no-train", description = "Leave the trainer out: the base serves alone.")
  private boolean noTrain;

  @Option(
      names = "--rate",
      converter = UserOptions.Rate.class,
      description = "Edits per second, of all simulated users together. Default: 2.")
  private Double rate;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "${MEDLEY_MODEL}",
      description = "Base model, a Hugging Face folder. Default: the one that ships.")
  private Path model;

  @Option(
      names = "--partitions",
      converter = Whole.FromOne.class,
      defaultValue = "2",
      description = "Of each topic that is created. Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--restart",
      converter = Whole.FromZero.class,
      paramLabel = "TIMES",
      defaultValue = "5",
      description =
          "Start a part again when a signal killed it, at most so many times each."
              + " Default: ${DEFAULT-VALUE}.")
  private int restarts;

  @Option(
      names = "--host",
      converter = Text.Host.class,
      defaultValue = "localhost",
      description =
          "Address that the gateway listens on. Whoever reaches it chats and edits without a key;"
              + " the console shows no texts and controls nothing but on this machine's own."
              + " Default: ${DEFAULT-VALUE}.")
  private String host;

  @Mixin private PortOptions ports;

  @Override
  public Integer call() {
    Home home = Home.locate();
    Settings settings =
        new Settings(
            home,
            Optional.ofNullable(duration),
            absolute(data, home.root().resolve(".medley")),
            absolute(model, home.model()),
            learnt(),
            Optional.ofNullable(members)
                .map(names -> names.stream().map(MemberName::value).distinct().toList()),
            learningRate,
            simulated(),
            seed,
            !noTrain,
            partitions,
            restarts,
            host,
            ports.ports());
    // Before the first logger, which reads it once.
    System.setProperty("medley.local.log", settings.logs().resolve("local.log").toString());
    boolean terminal = Boolean.getBoolean("medley.terminal");
    return new LocalRun(settings, new Console(System.out, terminal)).run();
  }

  private List<String> learnt() {
    return tasks == null
        ? UserOptions.TASKS
        : tasks.stream().map(TaskName::value).distinct().toList();
  }

  private Optional<Settings.Simulated> simulated() {
    if (noUsers) {
      refuseBeside("--users", users);
      refuseBeside("--rate", rate);
      return Optional.empty();
    }
    for (String task : learnt()) {
      if (!UserOptions.TASKS.contains(task)) {
        throw new UserErrorException(
            "--tasks %s: simulated users know %s alone: add --no-users, and send edits of your own"
                .formatted(task, String.join(" and ", UserOptions.TASKS)));
      }
    }
    return Optional.of(
        new Settings.Simulated(
            Objects.requireNonNullElse(users, Strength.STRONG),
            Objects.requireNonNullElse(rate, DEFAULT_RATE)));
  }

  private static void refuseBeside(String option, Object given) {
    if (given != null) {
      throw new UserErrorException(
          "%s is about simulated users, and --no-users leaves them out: take one of the two away"
              .formatted(option));
    }
  }

  private static Path absolute(Path given, Path otherwise) {
    return (given == null || given.toString().isEmpty() ? otherwise : given)
        .toAbsolutePath()
        .normalize();
  }
}
