package dev.medley.learner.member;

import dev.medley.learner.feed.LabelReader;
import dev.medley.learner.gate.Gate;
import dev.medley.learner.journal.Standing;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.rounds.BackTo;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.schemas.Control;
import dev.medley.schemas.Return;
import dev.medley.schemas.RollBack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Takes a member back to an earlier version: to the one that operators ask for, and by itself to
 * its best, once the gate has refused so many in a row. While Kafka does not answer it is tried
 * again.
 */
final class Returns {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final MemberId id;
  private final int after;
  private final EarlierWeights earlier;
  private final LabelReader reader;
  private final MemberModel model;
  private final MemberRounds rounds;
  private final MemberFigures figures;
  private final Supplier<Gate.Verdict> judge;
  private long triedAt = System.nanoTime() - PAUSE.toNanos();

  /**
   * A member's.
   *
   * @param judge lets its gate look
   */
  Returns(
      MemberSetup setup,
      Opening.Opened opened,
      MemberRounds rounds,
      MemberFigures figures,
      Supplier<Gate.Verdict> judge) {
    this.id = setup.id();
    this.after = setup.settings().rounds().gate().returnAfter();
    this.earlier = opened.earlier();
    this.reader = opened.reader();
    this.model = opened.redone().model();
    this.rounds = rounds;
    this.figures = figures;
    this.judge = judge;
  }

  /**
   * Answers operators, where they ask for what was not answered yet.
   *
   * @return whether they still wait
   */
  boolean obey(Optional<Control> control) {
    Optional<RollBack> asked = unanswered(control);
    asked.filter(request -> isTime()).ifPresent(request -> go(List.of(BackTo.of(request))));
    return unanswered(control).isPresent();
  }

  private Optional<RollBack> unanswered(Optional<Control> control) {
    return rounds.standing().rolledBack().unanswered(id, control);
  }

  /** Whether the gate has refused so often that the member is to go back. */
  boolean isOwed() {
    return after > 0 && rounds.standing().heldBackInARow() >= after;
  }

  /** Whether it is to go back now. */
  boolean isDue() {
    return isOwed() && isTime();
  }

  /** Goes back to the best version, or the best of those that are still there. */
  void toBest() {
    Instant now = Instant.now();
    go(
        bestFirst(rounds.standing()).stream()
            .map(
                version ->
                    new BackTo(
                        version,
                        now,
                        rounds.standing().heldBackInARow(),
                        model.rateFactor().halved()))
            .toList());
  }

  /** The best, then the newest of those that are kept, and last the base, which is always there. */
  private static List<Long> bestFirst(Standing standing) {
    List<Long> versions = new ArrayList<>();
    versions.add(standing.bests().newest());
    versions.add(standing.bests().oldest());
    standing.published().stream()
        .map(PublishedVersion::version)
        .sorted(Comparator.reverseOrder())
        .forEach(versions::add);
    versions.add(0L);
    return versions.stream().distinct().toList();
  }

  private boolean isTime() {
    return System.nanoTime() - triedAt >= PAUSE.toNanos();
  }

  /** Takes the first that can be had; where none can, that is the answer. */
  private void go(List<BackTo> choices) {
    Return answer = null;
    try {
      for (BackTo choice : choices) {
        if (answer == null || !answer.getDone()) {
          answer = earlier.goBack(choice, model, reader.frontier(), rounds.standing().published());
        }
      }
    } catch (RetriableException e) {
      figures.returnWaits(choices.get(0).version(), e);
      triedAt = System.nanoTime();
      return;
    }
    commit(answer);
  }

  private void commit(Return answer) {
    long newest = rounds.standing().version();
    rounds.returned(answer);
    boolean asked = answer.getRefusals() == 0;
    if (answer.getDone() && (asked || answer.getVersion() != newest)) {
      // At once, and whatever the gate says: nodes are to serve it now.
      rounds.publish(answer.getVersion(), judge.get());
    }
    rounds.commit();
    if (!asked) {
      figures.wentBack(answer);
    }
  }
}
