package dev.medley.feedback;

import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends dead letters round again whose cause was mended. */
@Command(
    name = "replay-dead-letters",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends dead letters that can be used now back to the topic they came from, exactly once: a"
          + " run goes on where the last one for the same reason ended.",
      "Mend the cause first: register the schema, or raise a limit here and at the job."
    })
final class ReplayCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--reason",
      required = true,
      split = ",",
      description = "Reasons to replay, as dead letters carry them: ${COMPLETION-CANDIDATES}.")
  private List<Reason> reasons;

  @Option(
      names = "--from-beginning",
      description = "Read all dead letters again, also those that earlier runs sent or left.")
  private boolean fromBeginning;

  @Option(names = "--dry-run", description = "Only count; send nothing and remember nothing.")
  private boolean dryRun;

  @Option(
      names = "--window",
      defaultValue = "${MEDLEY_FEEDBACK_WINDOW:-24}",
      description = "The job's, in hours. Default: ${DEFAULT-VALUE}.")
  private double windowHours;

  @Option(
      names = "--max-text-bytes",
      defaultValue = "${MEDLEY_FEEDBACK_MAX_TEXT_BYTES:-1048576}",
      description = "The job's. Default: ${DEFAULT-VALUE}.")
  private int maxTextBytes;

  @Override
  public Integer call() {
    FeedbackSettings settings =
        FeedbackSettings.of(
            kafka,
            Duration.ofMillis(Math.round(windowHours * 3_600_000)),
            Duration.ZERO,
            new Limits(maxTextBytes, 1, 1),
            Tokens.WORDS);
    System.out.printf(
        "%-16s %-12s %10s %10s %14s%n",
        "reason", "topic", "letters", dryRun ? "mended" : "replayed", "still broken");
    for (Reason reason : reasons) {
      for (Topic topic : List.of(Topic.GENERATIONS, Topic.EDITS)) {
        Replay.Counts counts =
            new Replay(kafka, settings, topic, reason).run(fromBeginning, dryRun);
        System.out.printf(
            "%-16s %-12s %10d %10d %14d%n",
            reason, topic.name(""), counts.letters(), counts.mended(), counts.broken());
      }
    }
    return 0;
  }
}
