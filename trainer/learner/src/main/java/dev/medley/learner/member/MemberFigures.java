package dev.medley.learner.member;

import dev.medley.learner.gate.Gate;
import dev.medley.learner.gate.Rule;
import dev.medley.learner.labels.Taken;
import dev.medley.learner.model.Lesson;
import dev.medley.learner.rounds.Reached;
import dev.medley.learner.rounds.Round;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.telemetry.LearningTrace;
import dev.medley.learner.telemetry.Progress;
import dev.medley.learner.telemetry.StageTimes;
import dev.medley.lm.loss.LossValue;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.Return;
import dev.medley.schemas.WarmStart;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a member's newest step, verdict and round came to, as log, metrics and traces tell it. */
public final class MemberFigures {
  private static final Logger LOG = LoggerFactory.getLogger(MemberFigures.class);

  private final MemberId id;
  private final LearningTrace trace;
  private Optional<StageTimes> times = Optional.empty();
  private LossValue newest = new LossValue(Double.NaN, Map.of());
  private Map<String, Double> heldOut = Map.of();
  private Progress progress = new Progress(0, Duration.ZERO);
  private Optional<Long> waiting = Optional.empty();
  private final Map<Rule, Long> heldBackBy = new EnumMap<>(Rule.class);
  private long refused;
  private long returns;
  private long unpublishable;
  private long skipped;
  private long lost;

  public MemberFigures(MemberId id) {
    this.id = id;
    this.trace = new LearningTrace(id);
  }

  /** Times its stages from now on. */
  public void measure(StageTimes stages) {
    times = Optional.of(stages);
  }

  public boolean isMeasured() {
    return times.isPresent();
  }

  /** A label was taken for the next step. */
  void taken(Taken taken) {
    times.ifPresent(to -> to.taken(taken.label(), taken.writtenAt()));
    trace.taken(taken.traceParent());
  }

  /** Takes a step on all that was taken. */
  Lesson step(Supplier<Lesson> step) {
    Lesson[] lesson = new Lesson[1];
    trace.step(() -> lesson[0] = step.get());
    lesson[0].value().ifPresent(value -> newest = value);
    times.ifPresent(to -> to.stepped(Instant.now()));
    return lesson[0];
  }

  /** A label is passed over for good. */
  void skipped(Taken taken, String reason) {
    skipped++;
    LOG.atError()
        .addKeyValue("member", id)
        .addKeyValue("partition", taken.place().getPartition())
        .addKeyValue("offset", taken.place().getOffset())
        .addKeyValue("reason", reason)
        .log("A label can't be learnt, alone neither: it is skipped, and a dead letter");
  }

  /** New labels are read before older ones from now on, in a lane of their own. */
  void newFirst(Instant since) {
    LOG.atInfo()
        .addKeyValue("member", id)
        .addKeyValue("since", since)
        .log("Many older labels wait: those since then are learnt before them");
  }

  /** There is a secret, but the member began without: what it holds out is settled. */
  void secretUnused() {
    LOG.atWarn()
        .addKeyValue("member", id)
        .log(
            "--secret does not key what this member holds out, as it began without: anybody can"
                + " compute it; learner retrain --from-beginning --as NAME builds one that it keys");
  }

  /** Another task's weights can't be had: it begins from the base. */
  void startsFromBase(String task, String reason) {
    LOG.atWarn()
        .addKeyValue("member", id)
        .addKeyValue("task", task)
        .addKeyValue("reason", reason)
        .log("A new member can't start from the task's adapter: it starts from the base");
  }

  /** It begins with another task's weights. */
  void startedFrom(WarmStart start) {
    LOG.atInfo()
        .addKeyValue("member", id)
        .addKeyValue("from", start.getTask() + "/" + start.getMember() + "/" + start.getVersion())
        .log("A new member starts from another task's adapter");
  }

  /** Labels were gone before they were read. */
  void lost(List<OffsetRange> ranges) {
    lost += ranges.stream().mapToLong(range -> range.getTo() - range.getFrom()).sum();
    LOG.atError()
        .addKeyValue("member", id)
        .addKeyValue("ranges", ranges)
        .log("Retention had removed labels before they were read: it goes on without them");
  }

  /** A state was written. */
  void saved(long round, Duration toRedo) {
    LOG.atInfo()
        .addKeyValue("member", id)
        .addKeyValue("round", round)
        .addKeyValue("sparedRedoSeconds", toRedo.toMillis() / 1e3)
        .log("State saved");
  }

  /** The gate looked. */
  void judged(Map<String, Double> figures) {
    heldOut = figures;
  }

  /** The gate held a checkpoint back, by these rules. */
  void heldBack(Gate.Verdict verdict) {
    refused++;
    verdict.heldBackBy().forEach(rule -> heldBackBy.merge(rule, 1L, Long::sum));
    LOG.atWarn()
        .addKeyValue("member", id)
        .addKeyValue("rules", verdict.heldBackBy())
        .addKeyValue("figures", verdict.figures())
        .log("The gate holds a checkpoint back");
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

  /** The gate had refused so often that it went back by itself. */
  void wentBack(Return answer) {
    returns++;
    LOG.atWarn()
        .addKeyValue("member", id)
        .addKeyValue("version", answer.getVersion())
        .addKeyValue("refusedInARow", answer.getRefusals())
        .addKeyValue("rateFactor", answer.getRateFactor())
        .log("The gate refused so many in a row: back to the best version, to learn more slowly");
  }

  /** Kafka or the registry does not answer to who wants to go back; tried until it does. */
  void returnWaits(long version, RetriableException reason) {
    if (!waiting.equals(Optional.of(version))) {
      waiting = Optional.of(version);
      LOG.atError()
          .addKeyValue("member", id)
          .addKeyValue("version", version)
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
   * @param lag own labels that wait
   */
  void committed(Round round, OpenRound open, Progress reached, long lag) {
    Optional<Round.Publication> published = round.publication();
    published.ifPresent(checkpoint -> checkpoint.span().end());
    published.flatMap(checkpoint -> times).ifPresent(to -> to.published(Instant.now()));
    progress = reached;
    waiting = Optional.empty();
    Reached now = round.reached();
    LOG.atInfo()
        .addKeyValue("member", id)
        .addKeyValue("labels", open.labels())
        .addKeyValue("editsSeen", now.editsSeen())
        .addKeyValue("steps", now.steps())
        .addKeyValue("loss", newest.loss())
        .addKeyValue("published", published.isPresent() ? now.standing().version() : "-")
        .addKeyValue("heldOut", published.map(Round.Publication::heldOut).orElse(Map.of()))
        .addKeyValue("refusedInARow", now.standing().heldBackInARow())
        .addKeyValue("lag", lag)
        .addKeyValue("labelsPerSecond", Math.round(progress.labelsPerSecond() * 10) / 10.0)
        .addKeyValue("eta", progress.eta())
        .log("Round committed");
  }

  /** Loss and metrics of the newest micro-batch, by TRL's names. */
  public LossValue newest() {
    return newest;
  }

  /** The gate's newest figures; empty before the first. */
  public Map<String, Double> heldOut() {
    return heldOut;
  }

  /** How fast the newest round went. */
  public Progress progress() {
    return progress;
  }

  /** Checkpoints that were left out since the start, as they break a rule. */
  public long unpublishable() {
    return unpublishable;
  }

  /** Labels that were skipped since the process began. */
  public long skippedLabels() {
    return skipped;
  }

  /** Records that were gone before they were read, since the process began. */
  public long lostLabels() {
    return lost;
  }

  /** Checkpoints that were held back since the start, those that no node would take included. */
  public long refusals() {
    return refused;
  }

  /** How often it went back to its best by itself since the start. */
  public long returns() {
    return returns;
  }

  /** How often each of the gate's rules was broken since the start. */
  public Map<Rule, Long> heldBackBy() {
    return Map.copyOf(heldBackBy);
  }
}
