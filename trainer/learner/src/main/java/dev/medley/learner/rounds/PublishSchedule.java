package dev.medley.learner.rounds;

import dev.medley.learner.gate.Gate;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.settings.RoundSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * When a member's gate judges its weights, so that they may be published: after so many steps, or
 * by the clock, as often as the share of the time allows that all gates may take. Not thread-safe.
 */
public final class PublishSchedule {
  private final RoundSettings rounds;
  private final GateTime time;
  private long judgedSteps;
  private long judgedAt = System.nanoTime();
  private Optional<Duration> judgedFor = Optional.empty();

  /**
   * A member's.
   *
   * @param time of the gates of all members that the thread trains
   * @param judgedSteps how many had been taken when the gate last looked; 0 if it never did
   */
  public PublishSchedule(RoundSettings rounds, GateTime time, long judgedSteps) {
    this.rounds = rounds;
    this.time = time;
    this.judgedSteps = judgedSteps;
  }

  /**
   * Whether the gate is to look now.
   *
   * @param steps taken so far
   * @param roundAge since the newest round ended
   */
  public boolean due(long steps, Duration roundAge) {
    if (rounds.publishSteps() > 0) {
      return steps / rounds.publishSteps() > judgedSteps / rounds.publishSteps();
    }
    Duration since = Duration.ofNanos(System.nanoTime() - judgedAt);
    boolean late = since.compareTo(rounds.publishInterval()) >= 0;
    // A first checkpoint need not wait for the interval, nor labels for the end of a round.
    boolean first = judgedSteps == 0 && roundAge.compareTo(rounds.roundInterval()) >= 0;
    return unjudged(steps)
        && (late || first)
        && time.isLeft(since, judgedFor, rounds.gate().share());
  }

  /** Whether the gate is to look sooner or later, though no more steps are taken. */
  public boolean owes(long steps, Duration roundAge) {
    return rounds.publishSteps() > 0 ? due(steps, roundAge) : unjudged(steps);
  }

  /** Whether steps were taken that the gate has not seen. */
  public boolean unjudged(long steps) {
    return steps > judgedSteps;
  }

  /** Lets the gate look. */
  public Gate.Verdict judge(MemberModel model) {
    judgedAt = System.nanoTime();
    Gate.Verdict verdict = model.judge();
    Duration took = Duration.ofNanos(System.nanoTime() - judgedAt);
    judgedFor = Optional.of(took);
    time.took(took, rounds.gate().share());
    judgedSteps = model.steps();
    return verdict;
  }

  /** Steps that the gate has seen. */
  public long judgedSteps() {
    return judgedSteps;
  }
}
