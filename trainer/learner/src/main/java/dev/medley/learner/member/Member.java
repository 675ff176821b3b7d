package dev.medley.learner.member;

import dev.medley.learner.gate.Gate;
import dev.medley.learner.journal.Standing;
import dev.medley.learner.labels.LabelReader;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.rounds.PublishSchedule;
import dev.medley.learner.rounds.Reached;
import dev.medley.learner.rounds.Round;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.schemas.Control;
import dev.medley.schemas.LearningSettings;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.RollBack;
import dev.medley.schemas.journal.HeldBack;
import dev.medley.schemas.journal.Loss;
import dev.medley.schemas.journal.Publication;
import dev.medley.schemas.journal.Return;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;

/**
 * One LoRA member of one task: reads its label topic, learns in micro-batches, and commits rounds
 * with a journal of what it did. Labels and journal give its weights, each label exactly once,
 * whatever a clock decided. After an exception it is of no use any more: its next opening begins at
 * what was committed. Not thread-safe.
 */
public final class Member implements AutoCloseable {
  private static final Duration FOLLOWS_OTHERS = Duration.ofMinutes(1);
  private static final Duration STATE_AGE = Duration.ofHours(6);

  private final MemberId id;
  private final RoundSettings rounds;
  private final JournalSettings journal;
  private final LearningSettings settings;
  private final RoundCommitter committer;
  private final EarlierWeights earlier;
  private final LabelReader reader;
  private final Lessons lessons;
  private final MemberModel model;
  private final PublishSchedule schedule;
  private final MemberFigures figures;
  private OpenRound round = new OpenRound(0);
  private boolean paused;
  private boolean otherSettings;

  // What was committed; what the open round came to, up to now.
  private Standing committed;
  private Standing standing;
  private List<PartitionOffset> next;

  private Duration toRedo;
  private long savedAt = System.nanoTime();
  private boolean saveSoon;

  /**
   * Takes a member over, and goes on where its last committed round ended.
   *
   * @param figures that count since this process began
   * @param suspects labels that failed since this process began
   * @param mine whether this trainer has claimed it before, so that nobody else may have since
   * @throws dev.medley.learner.rounds.FencedException where somebody else has
   * @throws RefusedStateException where the saved state does not fit the settings
   * @throws org.apache.kafka.common.KafkaException where Kafka does not answer
   */
  public Member(MemberSetup setup, MemberFigures figures, Suspects suspects, boolean mine) {
    this.id = setup.id();
    this.rounds = setup.settings().rounds();
    this.journal = setup.journal();
    this.settings = setup.settings().journaled();
    this.figures = figures;
    Opening.Opened opened = new Opening(setup).open(mine);
    this.committer = opened.committer();
    this.earlier = opened.earlier();
    this.model = opened.redone().model();
    this.committed = opened.redone().standing();
    this.standing = committed;
    this.next = opened.redone().next();
    this.otherSettings = !settings.equals(opened.redone().settings());
    this.schedule = new PublishSchedule(rounds, committed.judgedSteps());
    this.toRedo = opened.redoTook();
    opened
        .divergence()
        .ifPresent(
            found -> {
              round.did(found);
              standing = standing.diverged();
              saveSoon = true;
            });
    try {
      this.reader = new LabelReader(setup.cluster(), id, next);
    } catch (RuntimeException e) {
      committer.close();
      model.close();
      throw e;
    }
    this.lessons = new Lessons(setup, reader, model, suspects, figures);
  }

  /**
   * Does what operators ask: learns nothing while its task is paused, and goes on from an earlier
   * checkpoint where it has not done so yet. Which request it answered is in its journal.
   */
  public void obey(Optional<Control> control) {
    paused = control.map(Control::getPausedAt).isPresent();
    standing.rolledBack().unanswered(id, control).ifPresent(this::rollBack);
  }

  private void rollBack(RollBack asked) {
    Return answer;
    try {
      answer = earlier.rollBack(asked, model, reader.nextOffsets(), standing.published());
    } catch (RetriableException e) {
      figures.rollBackWaits(asked, e);
      return;
    }
    round.did(answer);
    standing = standing.returned(answer);
    if (answer.getDone()) {
      // At once, and whatever the gate says: nodes are to serve it now.
      publish(asked.getVersion(), judge());
      saveSoon = true;
    }
    commit();
  }

  /**
   * Reads what has come, and learns from one micro-batch, commits one round, or does nothing.
   *
   * @return whether there was something to do
   */
  public boolean work() {
    if (paused) {
      return end(Ending.AT_ONCE);
    }
    reader.poll();
    noteLost(reader.takeLost());
    if (round.over(rounds) || publishDue()) {
      return end(Ending.DUE);
    }
    Duration took = lessons.learn(round);
    toRedo = toRedo.plus(took);
    if (took.isZero() && round.isEmpty() && round.age().compareTo(FOLLOWS_OTHERS) > 0) {
      return followOthers();
    }
    return !took.isZero();
  }

  private void noteLost(List<OffsetRange> lost) {
    if (lost.isEmpty()) {
      return;
    }
    if (journal.refuseLost()) {
      throw new RefusedStateException(
          ("%s: retention has removed labels that it never read, at %s; keep labels longer, go on"
                  + " without them (--on-lost-labels go-on), or build the member anew: learner"
                  + " retrain --from-beginning --as NAME")
              .formatted(id, lost));
    }
    Loss loss = new Loss(lost);
    round.did(loss);
    standing = standing.without(loss);
    figures.lost(lost);
  }

  /** Where others' records went by, the group's offsets follow, so that its lag is its own. */
  private boolean followOthers() {
    if (reader.nextOffsets().equals(next)) {
      round = new OpenRound(reader.consumed());
      return false;
    }
    commit();
    return true;
  }

  private boolean publishDue() {
    return schedule.due(model.steps(), round.age());
  }

  /**
   * Ends the round where anything was done in it, or the gate is to look.
   *
   * @return whether it did
   */
  public boolean end(Ending ending) {
    boolean judge =
        switch (ending) {
          case DUE -> publishDue();
          case AT_ONCE -> false;
          case LAST -> schedule.unjudged(model.steps());
        };
    if (round.isEmpty() && !judge) {
      return false;
    }
    if (judge) {
      Gate.Verdict verdict = judge();
      if (verdict.passes()) {
        publish(standing.version(), verdict);
      } else {
        holdBack();
        figures.refused();
      }
    }
    commit();
    return true;
  }

  private Gate.Verdict judge() {
    Gate.Verdict verdict = schedule.judge(model);
    figures.judged(verdict.figures());
    return verdict;
  }

  private void holdBack() {
    round.did(new HeldBack());
    standing = standing.heldBack(model.steps());
  }

  /** A checkpoint that no node would take is left out, and its round committed without it. */
  private void publish(long parent, Gate.Verdict verdict) {
    AdapterFiles adapter = AdapterFiles.of(model);
    PublishedVersion version =
        new PublishedVersion(standing.version() + 1, adapter.chunks(), committer.chunkPartition());
    Standing after = standing.published(version, rounds.keptCheckpoints(), model.steps());
    Span span = figures.publishing(version.version());
    Round.Publication checkpoint = new Round.Publication(adapter, parent, verdict.figures(), span);
    Optional<String> fault = committer.fault(reached(after), checkpoint);
    if (fault.isPresent()) {
      figures.unpublishable(version.version(), span, fault.get());
      holdBack();
      return;
    }
    round.publishes(
        new Publication(
            version.version(), parent, adapter.digest(), version.chunks(), version.partition()),
        checkpoint);
    model.published(verdict.responses());
    standing = after;
  }

  private Reached reached(Standing at) {
    return new Reached(
        at, settings, next, model.steps(), editsSeen(), model.memory().newestEditAt());
  }

  private void commit() {
    next = reader.nextOffsets();
    Standing reached = standing.nextRound();
    Round committing =
        new Round(
            reached(reached),
            otherSettings,
            round.actions(),
            round.publication(),
            reached.expiredSince(committed),
            round.deadLetters());
    committer.commit(committing, reader.group());
    committed = reached;
    standing = reached;
    otherSettings = false;
    long lag = reader.lag();
    figures.committed(committing, round, round.progress(reader.consumed(), lag), lag);
    round = new OpenRound(reader.consumed());
  }

  /** How long a redo of all since the newest state would take now, as it took when it was done. */
  public Duration toRedo() {
    return toRedo;
  }

  /** Whether its state is to be written whatever a redo takes. */
  public boolean savesSoon() {
    return committed.round() > committer.savedRound()
        && (saveSoon || System.nanoTime() - savedAt > STATE_AGE.toNanos());
  }

  /** Commits what is open, and writes the state where it reflects more than the one before. */
  public void save() {
    end(Ending.AT_ONCE);
    if (committed.round() > committer.savedRound()) {
      committer.save(
          model.state(schedule.judgedSteps(), committed.published()).bytes(), reached(committed));
      figures.saved(committed.round(), toRedo);
    }
    toRedo = Duration.ZERO;
    savedAt = System.nanoTime();
    saveSoon = false;
  }

  public MemberId id() {
    return id;
  }

  /** Labels that wait on the topic. */
  public long lag() {
    return reader.lag();
  }

  /** For how long the oldest label has waited; zero where none does. */
  public Duration lagTime() {
    return reader.waited();
  }

  /** Whether fewer labels wait than make a micro-batch. */
  public boolean caughtUp() {
    return reader.caughtUp(lessons.microBatch());
  }

  public long editsSeen() {
    return model.memory().editsSeen();
  }

  public long steps() {
    return model.steps();
  }

  /** Records that could not be read and were skipped since the start. */
  public long unreadable() {
    return reader.unreadable();
  }

  public MemberFigures figures() {
    return figures;
  }

  public MemberModel model() {
    return model;
  }

  /** Version of the newest checkpoint; 0 for none. */
  public long version() {
    return committed.version();
  }

  /** Closes without committing: what was not committed is read again. */
  @Override
  public void close() {
    reader.close();
    committer.close();
    model.close();
  }
}
