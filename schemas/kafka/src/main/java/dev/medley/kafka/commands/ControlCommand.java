package dev.medley.kafka.commands;

import dev.medley.kafka.KafkaOptions;
import dev.medley.kafka.Launcher;
import dev.medley.kafka.control.ControlChange;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.options.Names;
import dev.medley.kafka.options.Text;
import dev.medley.kafka.options.Wanted;
import dev.medley.kafka.options.Whole;
import dev.medley.schemas.Control;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.ServingMode;
import dev.medley.schemas.names.ArmName;
import dev.medley.schemas.names.MemberName;
import dev.medley.schemas.names.TaskName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Asks a task's nodes to choose, shadow, pin or pause, how to count its edits and how long its
 * responses may be, and its trainer to pause, roll back or retry.
 */
@Command(
    name = "control",
    mixinStandardHelpOptions = true,
    description = "Says how a task is served, to all its nodes, and shows what was asked last.")
public final class ControlCommand {
  @Mixin private KafkaOptions kafka;

  @Command(description = "Let the late ensemble choose who answers; the default.")
  int choose(@Mixin TaskOptions task) throws InterruptedException {
    return change(task, ControlChange.choose());
  }

  @Command(description = "Let the base answer; the ensemble chooses, and logs what it chose.")
  int shadow(@Mixin TaskOptions task) throws InterruptedException {
    return change(task, ControlChange.shadow());
  }

  @Command(description = "Let one arm answer.")
  int pin(
      @Mixin TaskOptions task,
      @Option(
              names = "--arm",
              required = true,
              converter = Names.Arm.class,
              description = "A member, such as sft, or base. Required.")
          ArmName arm)
      throws InterruptedException {
    return change(task, ControlChange.pin(arm.value()));
  }

  @Command(
      description =
          "Take no checkpoint that is committed from now on, and learn nothing; what serves goes"
              + " on.")
  int pause(@Mixin TaskOptions task) throws InterruptedException {
    return change(task, ControlChange.pause());
  }

  @Command(description = "Learn, and take new checkpoints, again.")
  int resume(@Mixin TaskOptions task) throws InterruptedException {
    return change(task, ControlChange.resume());
  }

  @Command(
      name = "roll-back",
      description =
          "Let a member's trainer go on from an earlier checkpoint, which it publishes again.")
  int rollBack(
      @Mixin TaskOptions task,
      @Option(
              names = "--member",
              required = true,
              converter = Names.Member.class,
              description = "Such as sft. Required.")
          MemberName member,
      @Option(
              names = "--to",
              converter = Whole.Version.class,
              required = true,
              description = "The checkpoint's version; 0 begins anew at the base. Required.")
          long version)
      throws InterruptedException {
    return change(task, ControlChange.rollBack(member.value(), version));
  }

  @Command(
      description =
          "Let the trainer take up a member again that it refused, once what it named is mended;"
              + " member-status, and the console, say whether it did.")
  int retry(
      @Mixin TaskOptions task,
      @Option(
              names = "--member",
              required = true,
              converter = Names.Member.class,
              description = "Such as sft. Required.")
          MemberName member)
      throws InterruptedException {
    return change(task, ControlChange.retry(member.value()));
  }

  @Command(
      description =
          "Count the task's edits in something else, from those on that gateways take now: code"
              + " counts line breaks and leading white space, too.")
  int cost(
      @Mixin TaskOptions task,
      @Option(
              names = "--in",
              required = true,
              converter = UnitName.class,
              description =
                  "words, code, treebank, tokens (of the feedback job's tokenizer.json), or default,"
                      + " which is the feedback job's --tokens. Required.")
          CostUnit unit)
      throws InterruptedException {
    return change(task, ControlChange.countedIn(unit));
  }

  @Command(
      name = "max-tokens",
      description = "Bound the responses whose requests name no max_tokens.")
  int maxTokens(
      @Mixin TaskOptions task,
      @Option(
              names = "--most",
              required = true,
              converter = Whole.FromZero.class,
              description = "Tokens; 0 for what the model's positions leave. Required.")
          int tokens)
      throws InterruptedException {
    return change(task, ControlChange.maxTokens(tokens));
  }

  /** What edits are counted in; null for the feedback job's own. */
  static final class UnitName extends Wanted<CostUnit> {
    UnitName() {
      super("words, code, treebank, tokens or default");
    }

    @Override
    protected CostUnit read(String text) {
      return switch (text) {
        case "words" -> CostUnit.WORDS;
        case "code" -> CostUnit.CODE;
        case "treebank" -> CostUnit.TREEBANK;
        case "tokens" -> CostUnit.TOKENS;
        case "default" -> null;
        default -> throw new IllegalArgumentException(text);
      };
    }
  }

  @Command(description = "Show what was asked last.")
  int show(
      @Parameters(paramLabel = "TASK", converter = Names.Task.class, description = "Such as email.")
          TaskName task) {
    ControlWriter writer = new ControlWriter(kafka.cluster());
    System.out.println(describe(task.value(), writer.read(task.value())));
    return 0;
  }

  /** Which task, and why. */
  static final class TaskOptions {
    @Parameters(paramLabel = "TASK", converter = Names.Task.class, description = "Such as email.")
    private TaskName task;

    @Option(
        names = "--reason",
        defaultValue = "",
        converter = Text.Reason.class,
        description = "Why, for whoever looks later; at most 200 characters. Default: none.")
    private String reason;
  }

  private int change(TaskOptions task, ControlChange change) throws InterruptedException {
    ControlWriter writer = new ControlWriter(kafka.cluster());
    Control changed = writer.change(task.task.value(), change, task.reason);
    System.out.println(describe(task.task.value(), Optional.of(changed)));
    return 0;
  }

  private static String describe(String task, Optional<Control> control) {
    String mode =
        control.map(Control::getMode).orElse(ServingMode.CHOOSE).name().toLowerCase(Locale.ROOT);
    String arm = control.map(Control::getPinnedArm).orElse("");
    String paused = control.map(Control::getPausedAt).map(at -> " paused since " + at).orElse("");
    String unit =
        control
            .map(Control::getCostUnit)
            .map(in -> " counted in " + in.name().toLowerCase(Locale.ROOT))
            .orElse("");
    String most =
        control
            .map(Control::getMaxTokens)
            .map(tokens -> " at most %d tokens unless asked for".formatted(tokens))
            .orElse("");
    String rolled =
        control.map(Control::getRollBacks).orElse(Map.of()).entrySet().stream()
            .map(e -> " %s rolled back to %d".formatted(e.getKey(), e.getValue().getVersion()))
            .sorted()
            .collect(Collectors.joining(","));
    String retried =
        control.map(Control::getRetries).orElse(Map.of()).entrySet().stream()
            .map(e -> " %s to be taken up again since %s".formatted(e.getKey(), e.getValue()))
            .sorted()
            .collect(Collectors.joining(","));
    String since = control.map(found -> " (asked " + found.getChangedAt() + ")").orElse("");
    return task
        + ": "
        + mode
        + (arm.isEmpty() ? "" : " " + arm)
        + paused
        + unit
        + most
        + rolled
        + retried
        + since;
  }

  public static void main(String[] args) {
    Launcher.run("Nothing was asked", new ControlCommand(), args);
  }
}
