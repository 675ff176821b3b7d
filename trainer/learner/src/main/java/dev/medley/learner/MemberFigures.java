package dev.medley.learner;

import dev.medley.learner.labels.Label;
import dev.medley.learner.labels.LabelReader;
import dev.medley.learner.rounds.Round;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.telemetry.LearningTrace;
import dev.medley.learner.telemetry.Progress;
import dev.medley.learner.telemetry.StageTimes;
import dev.medley.lm.loss.LossValue;
import dev.medley.schemas.RollBack;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a member's newest step, verdict and round came to, as log, metrics and traces tell it. */
final class MemberFigures {
  private static final Logger LOG = LoggerFactory.getLogger(MemberFigures.class);

  private final MemberId id;
  private final LearningTrace trace;
  private Optional<StageTimes> times = Optional.empty();
  private LossValue newest = new LossValue(Double.NaN, Map.of());
  private Map<String, Double> heldOut = Map.of();
  private Progress progress = new Progress(0, Duration.ZERO);
  private Optional<RollBack> waiting = Optional.empty();
  private long refused;
  private long unpublishable;

  MemberFigures(MemberId id) {
    this.id = id;
    this.trace = new LearningTrace(id);
  }

  /** Times its stages from now on. */
  void measure(StageTimes stages) {
    times = Optional.of(stages);
  }

  /** A label was taken from a reader for the next step. */
  void taken(Label label, LabelReader reader) {
    times.ifPresent(to -> to.taken(label, reader.writtenAt()));
    trace.taken(reader.traceParent());
  }

  /** Takes a step on all that was taken. */
  void step(Supplier<Optional<LossValue>> step) {
    trace.step(() -> step.get().ifPresent(value -> newest = value));
    times.ifPresent(to -> to.stepped(Instant.now()));
  }

  /** The gate looked. */
  void judged(Map<String, Double> figures) {
    heldOut = figures;
  }

  /** The gate held a checkpoint back. */
  void refused() {
    refused++;
  }

  /** A checkpoint is left out, as it breaks a rule. */
  void unpublishable(long version, Span span, String fault) {
    refused++;
    unpublishable++;
    span.end();
    LOG.atError()
        .addKeyValue("member", id)
        .addKeyValue("version", version)
        .addKeyValue("reason", fault)
        .log("Checkpoint not published, no node would take it; the member goes on");
  }

  /** Kafka or the registry does not answer to a roll back, which is tried until it does. */
  void rollBackWaits(RollBack asked, RetriableException reason) {
    if (!waiting.equals(Optional.of(asked))) {
      waiting = Optional.of(asked);
      LOG.atError()
          .addKeyValue("member", id)
          .addKeyValue("version", asked.getVersion())
          .addKeyValue("reason", reason.getMessage())
          .log("No roll back yet: tried again until Kafka and the registry answer");
    }
  }

  /** The span of a checkpoint that reflects all steps; ends when its round is committed. */
  Span publishing(long version) {
    return trace.publish(version);
  }

  /**
   * A round was committed.
   *
   * @param lag records that wait
   */
  void committed(Round round, OpenRound open, Progress reached, long lag, Phase phase) {
    Optional<Round.Publication> published = round.publication();
    published.ifPresent(checkpoint -> checkpoint.span().end());
    published.flatMap(checkpoint -> times).ifPresent(to -> to.published(Instant.now()));
    progress = reached;
    LOG.atInfo()
        .addKeyValue("member", id)
        .addKeyValue("labels", open.labels())
        .addKeyValue("editsSeen", round.editsSeen())
        .addKeyValue("steps", round.steps())
        .addKeyValue("loss", newest.loss())
        .addKeyValue("published", published.isPresent() ? round.version() : "-")
        .addKeyValue("heldOut", published.map(Round.Publication::heldOut).orElse(Map.of()))
        .addKeyValue("refusedInARow", phase.refusedInARow())
        .addKeyValue("lag", lag)
        .addKeyValue("labelsPerSecond", Math.round(progress.labelsPerSecond() * 10) / 10.0)
        .addKeyValue("eta", progress.eta())
        .log("Round committed");
  }

  /** Loss and metrics of the newest micro-batch, by TRL's names. */
  LossValue newest() {
    return newest;
  }

  /** The gate's newest figures; empty before the first. */
  Map<String, Double> heldOut() {
    return heldOut;
  }

  /** How fast the newest round went. */
  Progress progress() {
    return progress;
  }

  /** Checkpoints that were left out since the start, as they break a rule. */
  long unpublishable() {
    return unpublishable;
  }

  /** Checkpoints that were held back since the start, those that no node would take included. */
  long refusals() {
    return refused;
  }
}
