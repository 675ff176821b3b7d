package dev.medley.learner.member;

import dev.medley.learner.feed.LabelReader;
import dev.medley.learner.gate.Gate;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.rounds.PublishSchedule;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.state.StateReader;
import dev.medley.schemas.Control;
import dev.medley.schemas.OffsetRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One LoRA member of one task: reads its label topic, learns in micro-batches, and commits rounds
 * with a journal of what it did. Labels and journal give its weights, each label exactly once,
 * whatever a clock decided. After an exception it is of no use any more: its next opening begins at
 * what was committed. Not thread-safe.
 */
public final class Member implements AutoCloseable {
  private final MemberId id;
  private final RoundSettings settings;
  private final JournalSettings journal;
  private final RoundCommitter committer;
  private final LabelReader reader;
  private final MemberModel model;
  private final Lessons lessons;
  private final PublishSchedule schedule;
  private final MemberRounds rounds;
  private final MemberFigures figures;
  private final Returns returns;
  private final WarmStarting warmStart;
  private final NewFirst newFirst;
  private boolean paused;
  private boolean owesAnswer;
  private long idleSince = System.nanoTime();

  /**
   * Goes on where the member's last committed round ended.
   *
   * @param opening that claimed it, closed with this, or where this throws
   * @param states read by the calling thread
   * @throws RefusedStateException where what it left is not whole, or can't be done again
   * @throws org.apache.kafka.common.KafkaException where Kafka does not answer
   */
  public Member(MemberSetup setup, Tenure tenure, Opening opening, StateReader states) {
    this.id = setup.id();
    this.settings = setup.settings().rounds();
    this.journal = setup.journal();
    this.figures = tenure.figures();
    Opening.Opened opened = opening.open(states);
    this.committer = opened.committer();
    this.model = opened.redone().model();
    this.reader = opened.reader();
    this.lessons = new Lessons(setup, reader, model, tenure);
    this.schedule =
        new PublishSchedule(
            settings, setup.thread().gates(), opened.redone().standing().judgedSteps());
    this.rounds = new MemberRounds(setup, opened, figures);
    this.newFirst = new NewFirst(setup, reader, figures);
    this.returns = new Returns(setup, opened, rounds, figures, this::judge);
    this.warmStart = new WarmStarting(setup, opened.earlier(), rounds.committed(), figures);
  }

  /**
   * Does what operators ask: learns nothing while its task is paused, and goes on from an earlier
   * checkpoint where it has not done so yet. Which request it answered is in its journal.
   */
  public void obey(Optional<Control> control) {
    noteLost();
    paused = control.map(Control::getPausedAt).isPresent();
    if (!paused) {
      warmStart.begin(model, rounds);
    }
    owesAnswer = returns.obey(control);
  }

  /** Whether {@link #work} would do something. */
  public boolean isDue() {
    if (paused) {
      return !rounds.open().isEmpty() || rounds.open().isIdle();
    }
    return lessons.isDue() || isRoundOver() || returns.isDue() || rounds.open().isIdle();
  }

  /**
   * Learns from one micro-batch and commits the round where that ended it, goes back to its best,
   * or does nothing: beside hundreds of others, what is learnt need not wait for the next turn to
   * count.
   *
   * @return whether there was something to do
   */
  public boolean work() {
    noteLost();
    if (paused) {
      return end(Ending.AT_ONCE) || follow();
    }
    if (returns.isDue()) {
      returns.toBest();
      return true;
    }
    if (isRoundOver()) {
      return end(Ending.DUE);
    }
    if (rounds.open().isEmpty()) {
      newFirst.look();
    }
    Duration took = lessons.learn(rounds.open());
    rounds.learnt(took);
    if (took.isZero()) {
      return follow();
    }
    if (isRoundOver()) {
      end(Ending.DUE);
    }
    return true;
  }

  private boolean isRoundOver() {
    return rounds.open().over(settings) || publishDue();
  }

  private boolean follow() {
    return rounds.open().isIdle() && rounds.follow();
  }

  private void noteLost() {
    List<OffsetRange> lost = reader.takeLost();
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
    rounds.lost(lost);
    figures.lost(lost);
  }

  private boolean publishDue() {
    return schedule.due(model.steps(), rounds.open().age());
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
    if (rounds.open().isEmpty() && !judge) {
      return false;
    }
    if (judge) {
      Gate.Verdict verdict = judge();
      if (verdict.passes()) {
        rounds.publish(rounds.standing().version(), verdict);
      } else {
        rounds.heldBack(verdict);
        figures.heldBack(verdict);
      }
    }
    rounds.commit();
    return true;
  }

  private Gate.Verdict judge() {
    Gate.Verdict verdict = schedule.judge(model);
    figures.judged(verdict.figures());
    return verdict;
  }

  /** How long a redo of all since the newest state would take, as it took when it was done. */
  public Duration toRedo() {
    return rounds.toRedo();
  }

  /** Whether its state is to be written whatever a redo takes. */
  public boolean savesSoon() {
    return rounds.savesSoon();
  }

  /** Commits what is open, and writes the state where it reflects more than the one before. */
  public void save() {
    end(Ending.AT_ONCE);
    rounds.save(schedule.judgedSteps());
  }

  /** Commits what is open, and writes the state where a redo would take time. */
  public void sleep() {
    end(Ending.AT_ONCE);
    if (!rounds.toRedo().isZero() || rounds.savesSoon()) {
      rounds.save(schedule.judgedSteps());
    }
  }

  /** Whether a round was committed since it was opened. */
  public boolean hasCommitted() {
    return rounds.hasCommitted();
  }

  public MemberId id() {
    return id;
  }

  /** How often in a row the gate refused, up to now. */
  public int refusedInARow() {
    return rounds.committed().heldBackInARow();
  }

  /** Whether it learns nothing, as operators asked. */
  public boolean isPaused() {
    return paused;
  }

  /** Since when it has had nothing to do but to follow others. */
  public Duration idle() {
    boolean works =
        !rounds.open().isEmpty()
            || owesAnswer
            || returns.isOwed()
            || warmStart.isOwed()
            || schedule.owes(model.steps(), rounds.open().age())
            || reader.behind().labels() > 0;
    idleSince = works ? System.nanoTime() : idleSince;
    return Duration.ofNanos(System.nanoTime() - idleSince);
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

  /** Records that could not be read and were skipped since it was opened. */
  public long unreadable() {
    return reader.unreadable();
  }

  public MemberFigures figures() {
    return figures;
  }

  public MemberModel model() {
    return model;
  }

  /** Version of the newest checkpoint that was committed; 0 for none. */
  public long version() {
    return rounds.committed().version();
  }

  /** Closes without committing: what was not committed is read again. */
  @Override
  public void close() {
    try (model;
        committer) {
      reader.close();
    }
  }
}
