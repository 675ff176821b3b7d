package dev.medley.learner;

import dev.medley.kafka.options.Names;
import dev.medley.kafka.options.Whole;
import dev.medley.learner.seats.Roster;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.NamedKind;
import dev.medley.learner.settings.TaskPattern;
import dev.medley.schemas.names.MemberName;
import dev.medley.schemas.names.TaskName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Builds a member anew from the log, beside the one that is running. */
@Command(
    name = "retrain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Builds a member anew from the label topic's beginning, under a name of its own, and"
            + " publishes it: nodes take it as another arm. Ends when it has caught up. Run again"
            + " after a crash, it goes on where its last round ended.")
final class RetrainCommand implements Callable<Integer> {
  private static final Duration NEVER = Duration.ofDays(36500);

  @Spec private CommandSpec spec;
  @Mixin private TrainingOptions options;

  @Option(
      names = "--task",
      required = true,
      converter = Names.LearntTask.class,
      description = "Such as email. Required.")
  private TaskName task;

  @Option(
      names = "--kind",
      required = true,
      description = "What it learns by: sft, dpo, early, rl or edit-distance. Required.")
  private MemberKind kind;

  @Option(
      names = "--as",
      required = true,
      converter = Names.Member.class,
      description = "The member's name; none of the kinds' own. Required.")
  private MemberName name;

  @Option(
      names = "--from-beginning",
      description = "From the first label that the topic still holds. Required.")
  private boolean fromBeginning;

  @Option(
      names = "--follow",
      description = "Go on with new labels, instead of ending. Later: --members NAME=KIND.")
  private boolean follow;

  @Option(
      names = "--metrics-port",
      converter = Whole.Port.class,
      defaultValue = "0",
      description = "TCP port of Prometheus metrics. Default: a free one.")
  private int metricsPort;

  @Override
  public Integer call() throws InterruptedException {
    if (!fromBeginning) {
      throw new ParameterException(
          spec.commandLine(),
          "Say --from-beginning: the member is built from the first label that the topic holds");
    }
    for (MemberKind taken : MemberKind.values()) {
      if (taken.memberName().equals(name.value())) {
        throw new ParameterException(
            spec.commandLine(),
            "--as %s is the name of the member that is running: choose another".formatted(name));
      }
    }
    Roster alone =
        new Roster(List.of(new TaskPattern(task.value())), List.of(new NamedKind(name, kind)), 1);
    InetSocketAddress http = new InetSocketAddress(metricsPort);
    new Trainer(options, http, TrainerMain.STUCK_AFTER, NEVER).run(alone, !follow);
    return 0;
  }
}
