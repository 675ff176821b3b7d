package dev.medley.feedback.deadletters;

import dev.medley.feedback.Reason;
import dev.medley.feedback.settings.EventOptions;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.feedback.settings.Limits;
import dev.medley.kafka.KafkaOptions;
import dev.medley.schemas.Topic;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends dead letters round again whose cause was mended. */
@Command(
    name = "replay-dead-letters",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends dead letters that can be used now back to the topic they came from, each once. Those"
          + " that are still broken are found again by the next run.",
      "Mend the cause first: register the schema, upgrade the job, raise the limit here and at the"
          + " job, or wait until an event's time has come. Be within the window: an event that is"
          + " older may have been labelled and forgotten, so it is too old for good.",
      "Give --window, --max-text-bytes and --tokens as the job has them.",
      "It may be stopped at any moment: run again, it goes on."
    })
public final class ReplayCommand implements Callable<Integer> {
  /** The reasons whose letters can be used one day. */
  static final class Mendable extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Mendable() {
      super(Arrays.stream(Reason.values()).filter(Reason::canBeMended).map(Reason::name).toList());
    }
  }

  @Mixin private KafkaOptions kafka;
  @Mixin private EventOptions events;

  @Option(
      names = "--reason",
      required = true,
      split = ",",
      completionCandidates = Mendable.class,
      description =
          "Reasons to replay, as dead letters carry them: ${COMPLETION-CANDIDATES}. Required.")
  private List<Reason> reasons;

  @Option(names = "--dry-run", description = "Only count; send nothing and remember nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Reason> hopeless = reasons.stream().filter(reason -> !reason.canBeMended()).toList();
    if (!hopeless.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--reason %s: no replay can mend these; it can mend %s"
              .formatted(hopeless, new Mendable()));
    }
    FeedbackSettings settings = settings();
    try (StopSignal stop = StopSignal.listen()) {
      return replay(settings, stop);
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      return failed("another replay of the same reason has begun");
    } catch (KafkaException e) {
      return failed(e.getMessage());
    }
  }

  private FeedbackSettings settings() {
    try {
      FeedbackSettings settings =
          new FeedbackSettings(
              kafka.cluster(),
              events.window(),
              Duration.ZERO,
              new Limits(events.maxTextBytes(), 1, 1),
              events.tokens());
      settings.tokens().check();
      return settings;
    } catch (Exception e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int replay(FeedbackSettings settings, StopSignal stop) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-16s %-12s %10s %10s %14s %10s%n",
        "reason", "topic", "letters", dryRun ? "mended" : "replayed", "still broken", "too old");
    for (Reason reason : new LinkedHashSet<>(reasons)) {
      for (Topic topic : List.of(Topic.GENERATIONS, Topic.EDITS)) {
        if (stop.isGiven()) {
          return 1;
        }
        Replay replay =
            new Replay(kafka.cluster(), settings, topic, reason, InstantSource.system());
        ReplayLine line =
            new ReplayLine(
                reason + " " + topic.name(""), spec.commandLine().getErr(), stop::isGiven);
        Replay.Counts counts = dryRun ? replay.dryRun(line) : replay.run(line);
        out.printf(
            "%-16s %-12s %10d %10d %14d %10d%n",
            reason,
            topic.name(""),
            counts.letters(),
            counts.mended(),
            counts.broken(),
            counts.tooOld());
        out.flush();
      }
    }
    return 0;
  }

  private int failed(String why) {
    spec.commandLine()
        .getErr()
        .println("The replay ended: %s. Run again, it goes on.".formatted(why));
    return 1;
  }
}
