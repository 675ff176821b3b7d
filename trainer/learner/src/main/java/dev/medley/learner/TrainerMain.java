package dev.medley.learner;

import dev.medley.kafka.options.Span;
import dev.medley.kafka.options.Text;
import dev.medley.kafka.options.Wanted;
import dev.medley.kafka.options.Whole;
import dev.medley.learner.seats.Roster;
import dev.medley.learner.settings.NamedKind;
import dev.medley.learner.settings.TaskPattern;
import dev.medley.schemas.names.NameRule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the members of some tasks until it is told to stop. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Learns LoRA adapters from labels and publishes them. All it needs to go on after a crash"
            + " is on Kafka.")
public final class TrainerMain implements Callable<Integer> {
  static final Duration STUCK_AFTER = Duration.ofMinutes(5);

  @Spec private CommandSpec spec;
  @Mixin private TrainingOptions options;

  @Option(
      names = "--tasks",
      split = ",",
      defaultValue = "${MEDLEY_TASKS}",
      converter = Patterns.class,
      description =
          "Tasks to train, comma-separated; one with '*' for any characters, such as 'crm.*', stands"
              + " for all that fit, from their first labels on. Required, but for --all-tasks.")
  private List<TaskPattern> tasks;

  @Option(
      names = "--all-tasks",
      defaultValue = "${MEDLEY_ALL_TASKS:-false}",
      description = "Train each task that has labels. Default: ${DEFAULT-VALUE}.")
  private boolean allTasks;

  @Option(
      names = "--max-tasks",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_MAX_TASKS:-200}",
      description =
          "Most tasks; those beyond are counted and named, not trained. Default: ${DEFAULT-VALUE}.")
  private int maxTasks;

  @Option(
      names = "--sleep-after",
      converter = Span.SecondsFromZero.class,
      defaultValue = "${MEDLEY_SLEEP_AFTER:-900}",
      description =
          "Seconds without labels after which a member's state is saved and its memory freed, until"
              + " one comes. Default: ${DEFAULT-VALUE}.")
  private Duration sleepAfter;

  @Option(
      names = "--stuck-after",
      converter = Span.SecondsFromZero.class,
      defaultValue = "${MEDLEY_STUCK_AFTER:-300}",
      description =
          "Seconds that one piece of work may take before /health/live answers 503. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration stuckAfter;

  @Option(
      names = "--members",
      split = ",",
      converter = NamedKinds.class,
      defaultValue = "${MEDLEY_MEMBERS:-sft,dpo,early,rl}",
      description =
          "Members of each task, by kind (sft, dpo, early, rl, edit-distance), or as NAME=KIND, such"
              + " as fresh=sft. Default: ${DEFAULT-VALUE}.")
  private List<NamedKind> members;

  @Option(
      names = "--metrics-port",
      converter = Whole.Port.class,
      defaultValue = "${MEDLEY_TRAINER_METRICS_PORT:-9102}",
      description = "TCP port of Prometheus metrics. Default: ${DEFAULT-VALUE}.")
  private int metricsPort;

  @Option(
      names = "--metrics-host",
      converter = Text.Host.class,
      defaultValue = "${MEDLEY_METRICS_HOST:-0.0.0.0}",
      description = "Address to listen on for them. Default: ${DEFAULT-VALUE}.")
  private String metricsHost;

  @Override
  public Integer call() throws InterruptedException {
    List<TaskPattern> wanted = new ArrayList<>(tasks == null ? List.of() : tasks);
    if (allTasks) {
      wanted.add(TaskPattern.ALL);
    }
    if (wanted.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Say which tasks to train: --tasks email,'crm.*', or --all-tasks");
    }
    Roster roster = new Roster(wanted, members, maxTasks);
    InetSocketAddress http = new InetSocketAddress(metricsHost, metricsPort);
    new Trainer(options, http, stuckAfter, sleepAfter).run(roster, false);
    return 0;
  }

  /** A task, or all that fit. */
  private static final class Patterns extends Wanted<TaskPattern> {
    Patterns() {
      super(
          "a task's name, or one with '*' for any characters, but not the base model's own: "
              + NameRule.WANTED);
    }

    @Override
    protected TaskPattern read(String text) {
      return new TaskPattern(text);
    }
  }

  /** Members of no task yet. */
  private static final class NamedKinds extends Wanted<NamedKind> {
    NamedKinds() {
      super(
          "sft, dpo, early, rl, or NAME=KIND with a name that is not base or unknown: "
              + NameRule.WANTED);
    }

    @Override
    protected NamedKind read(String text) {
      return NamedKind.of(text);
    }
  }

  public static void main(String[] args) {
    LearnerCommand.start(new TrainerMain(), args);
  }
}
