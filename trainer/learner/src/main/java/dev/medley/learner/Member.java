package dev.medley.learner;

import dev.medley.kafka.Cluster;
import dev.medley.learner.gate.Gate;
import dev.medley.learner.labels.Label;
import dev.medley.learner.labels.LabelReader;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.rounds.AdapterFiles;
import dev.medley.learner.rounds.Forgotten;
import dev.medley.learner.rounds.PublishSchedule;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.rounds.Round;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.state.MemberContract;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.learner.state.SavedState;
import dev.medley.learner.state.StateReader;
import dev.medley.learner.telemetry.LearningTrace;
import dev.medley.learner.telemetry.Progress;
import dev.medley.learner.telemetry.StageTimes;
import dev.medley.learner.topics.Chunks;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.LossValue;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Control;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.RollBack;
import dev.medley.schemas.signing.CheckpointSigner;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One LoRA member of one task: reads its label topic in order, learns in micro-batches of a fixed
 * size, and commits rounds. Its weights reflect each label exactly once. The clock decides when it
 * commits, and when it publishes unless that goes by steps, but nothing else: labels that do not
 * fill a micro-batch wait for the next ones. Not thread-safe.
 */
public final class Member implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  private final MemberId id;
  private final Hyperparameters parameters;
  private final RoundSettings rounds;
  private final RoundCommitter committer;
  private final PublishedCheckpoints checkpoints;
  private final LanguageModel base;
  private final LabelReader reader;
  private final MemberModel model;
  private final PublishSchedule schedule;
  private final Deque<PublishedVersion> published = new ArrayDeque<>();
  private List<OffsetRange> forgotten = List.of();
  private Optional<Instant> rolledBackAt = Optional.empty();
  private boolean paused;
  private long version;
  private int labelsInRound;
  private long recordsBefore;
  private long roundStarted = System.nanoTime();
  private long refused;
  private LossValue newest = new LossValue(Double.NaN, Map.of());
  private Map<String, Double> heldOut = Map.of();
  private Progress progress = new Progress(0, Duration.ZERO);
  private Optional<StageTimes> times = Optional.empty();
  private final LearningTrace trace;

  private Member(
      LanguageModel base,
      Cluster cluster,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds,
      String self,
      Optional<CheckpointSigner> signer) {
    this.id = id;
    this.parameters = parameters;
    this.rounds = rounds;
    this.base = base;
    this.trace = new LearningTrace(id);
    this.checkpoints = new PublishedCheckpoints(cluster);
    MemberContract contract =
        new MemberContract(base.digest(), parameters.lora().rank(), parameters.seed());
    // Fences whoever had the member before, so that what is read next is its last word.
    this.committer = new RoundCommitter(cluster, id, contract, self, signer);
    try {
      SavedState saved = new StateReader(cluster).read(id).orElse(null);
      if (saved != null) {
        contract.check(id, saved.manifest());
        version = saved.manifest().getVersion();
        published.addAll(saved.state().published());
        forgotten = saved.manifest().getForgotten();
        rolledBackAt = Optional.ofNullable(saved.manifest().getRolledBackAt());
      }
      LoraAdapter parent = version == 0 ? null : adapter(version).orElse(null);
      this.reader =
          new LabelReader(
              cluster, id, saved == null ? List.of() : saved.manifest().getNextOffsets());
      this.model = new MemberModel(base, id.kind(), parameters, rounds, saved, parent);
      this.schedule = new PublishSchedule(rounds, saved == null ? 0 : saved.state().judgedSteps());
    } catch (RuntimeException e) {
      committer.close();
      throw e;
    }
  }

  /**
   * Takes a member over, and goes on where its last committed round ended.
   *
   * @param self how this trainer is named to a rival that it fences
   * @param signer of its checkpoints; empty leaves them unsigned
   * @throws RefusedStateException where the saved state does not fit the settings
   */
  public static Member open(
      LanguageModel base,
      Cluster cluster,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds,
      String self,
      Optional<CheckpointSigner> signer) {
    return new Member(base, cluster, id, parameters, rounds, self, signer);
  }

  /**
   * Does what operators ask: learns nothing while its task is paused, and goes on from an earlier
   * checkpoint where it has not done so yet. Which request it obeyed is part of its state.
   */
  public void obey(Optional<Control> control) {
    paused = control.map(Control::getPausedAt).isPresent();
    RollBack asked = control.map(found -> found.getRollBacks().get(id.name())).orElse(null);
    if (asked != null && rolledBackAt.map(asked.getAskedAt()::isAfter).orElse(true)) {
      rollBack(asked);
    }
  }

  private void rollBack(RollBack asked) {
    rolledBackAt = Optional.of(asked.getAskedAt());
    long to = asked.getVersion();
    Optional<Checkpoint> found = to == 0 ? Optional.empty() : checkpoints.find(id, to);
    if (to != 0 && found.isEmpty()) {
      LOG.atError()
          .addKeyValue("member", id)
          .addKeyValue("version", to)
          .addKeyValue("there are", published.stream().map(PublishedVersion::version).toList())
          .log("No roll back: this checkpoint is not on Kafka");
      return;
    }
    try (LoraAdapter earlier =
        found.map(checkpoint -> checkpoints.adapter(checkpoint, base)).orElse(null)) {
      model.rollBack(
          earlier,
          found.map(Checkpoint::getEditsSeen).orElse(0L),
          found.map(Checkpoint::getNewestEditAt).orElse(Instant.EPOCH));
    } catch (RefusedStateException e) {
      LOG.atError().addKeyValue("member", id).setCause(e).log("No roll back");
      return;
    }
    forgotten = Forgotten.since(found, reader.nextOffsets());
    LOG.atInfo().addKeyValue("member", id).addKeyValue("version", to).log("Rolled back");
    // At once, and whatever the gate says: nodes are to serve it now.
    commit(Optional.of(publication(to, judge())));
  }

  private Optional<LoraAdapter> adapter(long wanted) {
    Optional<Checkpoint> found = checkpoints.find(id, wanted);
    if (found.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("member", id)
          .addKeyValue("version", wanted)
          .log("The newest checkpoint is gone from Kafka: the gate compares with the base");
    }
    return found.map(checkpoint -> checkpoints.adapter(checkpoint, base));
  }

  /**
   * Reads what has come, and learns from one micro-batch, commits one round, or does nothing.
   *
   * @return whether there was something to do
   */
  public boolean work() {
    if (paused) {
      boolean open = labelsInRound > 0;
      if (open) {
        commit(Optional.empty());
      }
      return open;
    }
    reader.poll();
    boolean due = elapsed(roundStarted).compareTo(rounds.roundInterval()) >= 0;
    boolean full = labelsInRound >= rounds.roundLabels();
    boolean publish = publishDue();
    if ((labelsInRound > 0 && (due || full)) || publish) {
      commit(publish ? judged() : Optional.empty());
      return true;
    }
    if (reader.available() >= parameters.batch()) {
      learn();
      return true;
    }
    return false;
  }

  private void learn() {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < parameters.batch(); i++) {
      labels.add(reader.take());
      times.ifPresent(to -> to.taken(labels.get(labels.size() - 1), reader.writtenAt()));
      trace.taken(reader.traceParent());
    }
    labelsInRound += labels.size();
    trace.step(() -> model.learn(labels).ifPresent(value -> newest = value));
    times.ifPresent(to -> to.stepped(Instant.now()));
  }

  private boolean publishDue() {
    return schedule.due(model.steps(), elapsed(roundStarted));
  }

  private Optional<Round.Publication> judged() {
    Gate.Verdict verdict = judge();
    if (!verdict.passes()) {
      refused++;
      return Optional.empty();
    }
    return Optional.of(publication(version, verdict));
  }

  private Gate.Verdict judge() {
    Gate.Verdict verdict = schedule.judge(model);
    heldOut = verdict.figures();
    return verdict;
  }

  private Round.Publication publication(long parent, Gate.Verdict verdict) {
    version++;
    model.published(verdict.responses());
    Span span = trace.publish(version);
    return new Round.Publication(AdapterFiles.of(model), parent, verdict.figures(), span);
  }

  /** Ends the round, if anything was read in it; publishes where that is due. */
  public void commit() {
    boolean publish = publishDue();
    if (labelsInRound > 0 || publish) {
      commit(publish ? judged() : Optional.empty());
    }
  }

  /** Ends the round, if anything was read in it, without the time that the gate would take. */
  void save() {
    if (labelsInRound > 0) {
      commit(Optional.empty());
    }
  }

  /** Ends the round, and publishes what has been learnt since the newest checkpoint. */
  public void finish() {
    boolean publish = schedule.unjudged(model.steps());
    if (labelsInRound > 0 || publish) {
      commit(publish ? judged() : Optional.empty());
    }
  }

  private void commit(Optional<Round.Publication> publication) {
    List<PublishedVersion> expired = new ArrayList<>();
    if (publication.isPresent()) {
      int chunks = Chunks.cut(publication.get().adapter().bytes()).size();
      published.addLast(new PublishedVersion(version, chunks, committer.chunkPartition()));
      while (published.size() > rounds.keptCheckpoints()) {
        expired.add(published.removeFirst());
      }
    }
    committer.commit(
        new Round(
            model.state(schedule.judgedSteps(), List.copyOf(published)).bytes(),
            reader.nextOffsets(),
            forgotten,
            publication,
            version,
            model.steps(),
            editsSeen(),
            model.memory().newestEditAt(),
            rolledBackAt,
            expired),
        reader.group());
    publication.ifPresent(committed -> committed.span().end());
    publication.flatMap(committed -> times).ifPresent(to -> to.published(Instant.now()));
    progress =
        Progress.of(
            elapsed(roundStarted), labelsInRound, reader.consumed() - recordsBefore, reader.lag());
    log(publication);
    labelsInRound = 0;
    recordsBefore = reader.consumed();
    roundStarted = System.nanoTime();
  }

  private void log(Optional<Round.Publication> publication) {
    LOG.atInfo()
        .addKeyValue("member", id)
        .addKeyValue("labels", labelsInRound)
        .addKeyValue("editsSeen", editsSeen())
        .addKeyValue("steps", model.steps())
        .addKeyValue("loss", newest.loss())
        .addKeyValue("published", publication.isPresent() ? version : "-")
        .addKeyValue("heldOut", publication.map(Round.Publication::heldOut).orElse(Map.of()))
        .addKeyValue("lag", reader.lag())
        .addKeyValue("labelsPerSecond", Math.round(progress.labelsPerSecond() * 10) / 10.0)
        .addKeyValue("eta", progress.eta())
        .log("Round committed");
  }

  private static Duration elapsed(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  public MemberId id() {
    return id;
  }

  /** Loss and metrics of the newest micro-batch, by TRL's names. */
  public LossValue newest() {
    return newest;
  }

  /** The gate's newest figures; empty before the first. */
  Map<String, Double> heldOut() {
    return heldOut;
  }

  /** Labels that wait on the topic. */
  public long lag() {
    return reader.lag();
  }

  /** For how long the oldest label has waited; zero where none does. */
  Duration lagTime() {
    return reader
        .waitingSince()
        .map(since -> Duration.between(since, Instant.now()))
        .filter(waited -> !waited.isNegative())
        .orElse(Duration.ZERO);
  }

  /** Measures its stages from now on. */
  void measure(StageTimes stages) {
    times = Optional.of(stages);
  }

  /** Whether fewer labels wait than make a micro-batch. */
  boolean caughtUp() {
    return reader.caughtUp(parameters.batch());
  }

  Progress progress() {
    return progress;
  }

  public long editsSeen() {
    return model.memory().editsSeen();
  }

  public long steps() {
    return model.steps();
  }

  /** Checkpoints that the gate has held back since the start. */
  long refused() {
    return refused;
  }

  /** Records that could not be read and were skipped since the start. */
  long unreadable() {
    return reader.unreadable();
  }

  MemberModel model() {
    return model;
  }

  /** Version of the newest checkpoint; 0 for none. */
  public long version() {
    return version;
  }

  /** Closes without committing: what was not committed is read again. */
  @Override
  public void close() {
    reader.close();
    committer.close();
    model.close();
  }
}
