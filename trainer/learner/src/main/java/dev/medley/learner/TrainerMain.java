package dev.medley.learner;

import dev.medley.kafka.options.Names;
import dev.medley.kafka.options.Wanted;
import dev.medley.kafka.options.Whole;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.NamedKind;
import dev.medley.schemas.names.NameRule;
import dev.medley.schemas.names.TaskName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the members of some tasks until it is told to stop. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Learns LoRA adapters from labels and publishes them. All it needs to go on after a crash"
            + " is on Kafka.")
public final class TrainerMain implements Callable<Integer> {
  @Mixin private TrainingOptions options;

  @Option(
      names = "--tasks",
      split = ",",
      required = true,
      defaultValue = "${MEDLEY_TASKS}",
      converter = Names.LearntTask.class,
      description = "Tasks to train, comma-separated. Required.")
  private List<TaskName> tasks;

  @Option(
      names = "--members",
      split = ",",
      converter = NamedKinds.class,
      defaultValue = "${MEDLEY_MEMBERS:-sft,dpo,early,rl}",
      description =
          "Members of each task, by kind, or as NAME=KIND, such as fresh=sft. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<NamedKind> members;

  @Option(
      names = "--metrics-port",
      converter = Whole.Port.class,
      defaultValue = "${MEDLEY_TRAINER_METRICS_PORT:-9102}",
      description = "TCP port of Prometheus metrics. Default: ${DEFAULT-VALUE}.")
  private int metricsPort;

  @Override
  public Integer call() throws InterruptedException {
    List<MemberId> ids = new ArrayList<>();
    for (TaskName task : tasks) {
      for (NamedKind member : members) {
        ids.add(new MemberId(task.value(), member.name().value(), member.kind()));
      }
    }
    new Trainer(options, metricsPort).run(ids, false);
    return 0;
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
