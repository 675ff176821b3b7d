package dev.medley.learner.member;

import dev.medley.learner.labels.Taken;
import dev.medley.learner.rounds.DeadLetter;
import dev.medley.learner.rounds.Round;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.telemetry.Progress;
import dev.medley.schemas.MicroBatch;
import dev.medley.schemas.Skip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was done since the newest commit; a new one follows at each. */
final class OpenRound {
  private static final Duration FOLLOWS_OTHERS = Duration.ofMinutes(1);

  private final long began = System.nanoTime();
  private final List<Object> actions = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private Optional<Round.Publication> publication = Optional.empty();
  private int labels;

  /** A step was taken. */
  void learnt(List<Taken> batch) {
    labels += batch.size();
    actions.add(new MicroBatch(batch.stream().map(Taken::place).toList()));
  }

  void skipped(Taken label, String reason) {
    labels++;
    actions.add(new Skip(label.place(), reason));
    deadLetters.add(new DeadLetter(label.record(), reason));
  }

  void did(Object action) {
    actions.add(action);
  }

  void publishes(dev.medley.schemas.Publication action, Round.Publication checkpoint) {
    actions.add(action);
    publication = Optional.of(checkpoint);
  }

  List<Object> actions() {
    return actions;
  }

  List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  Optional<Round.Publication> publication() {
    return publication;
  }

  int labels() {
    return labels;
  }

  boolean isEmpty() {
    return actions.isEmpty();
  }

  /** Whether something was done in it, and enough or for long enough; or a label was skipped. */
  boolean over(RoundSettings rounds) {
    return !deadLetters.isEmpty()
        || (!isEmpty()
            && (labels >= rounds.roundLabels() || age().compareTo(rounds.roundInterval()) >= 0));
  }

  /** Whether nothing was done for so long that its offsets are to follow those of others. */
  boolean isIdle() {
    return isEmpty() && age().compareTo(FOLLOWS_OTHERS) > 0;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /**
   * How fast it went.
   *
   * @param lag own labels that wait
   */
  Progress progress(long lag) {
    return Progress.of(age(), labels, lag);
  }
}
