package dev.medley.serving.statistics;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Cost;
import dev.medley.schemas.Generation;
import dev.medley.schemas.names.ArmName;

/**
 * A response and what became of it, without its texts.
 *
 * @param at when it was complete, in milliseconds since 1970
 * @param revision of the edit, from 0; -1 without one
 * @param cost edit cost; 0 where it is not known
 */
public record Play(String task, String arm, long at, State state, int revision, double cost) {
  private static final double MOST_COST = 1e6;

  /** Whether people said anything of a response. */
  enum State {
    WAITING,
    /** Nobody did, for as long as an answer is waited for. */
    SILENT,
    ANSWERED
  }

  public Play {
    requireNonNull(task, "task is null");
    requireNonNull(arm, "arm is null");
    requireNonNull(state, "state is null");
  }

  /** Whether an answer to the response would say something: one cut short gives no label. */
  static boolean counts(Generation generation, Skipped skipped) {
    return switch (generation.getFinishReason()) {
      case STOP -> true;
      case LENGTH, CANCELLED -> false;
      case UNKNOWN -> {
        skipped.add(Skipped.Reason.FINISH_REASON);
        yield false;
      }
    };
  }

  /** Whether a cost says something about an arm. */
  static boolean counts(Cost cost) {
    return !cost.getMember().equals(ArmName.UNKNOWN.value())
        && cost.getCost() >= 0
        && cost.getCost() <= MOST_COST;
  }

  static Play of(Generation generation) {
    return new Play(
        generation.getTask(),
        generation.getMember(),
        generation.getCreatedAt().toEpochMilli(),
        State.WAITING,
        -1,
        0);
  }

  static Play of(Cost cost) {
    return new Play(
        cost.getTask(),
        cost.getMember(),
        cost.getGeneratedAt().toEpochMilli(),
        State.ANSWERED,
        cost.getRevision(),
        cost.getCost());
  }

  Play silent() {
    return new Play(task, arm, at, State.SILENT, revision, cost);
  }

  /** What is known once something else is heard of the same response: the later word counts. */
  Play then(Play next) {
    if (next.state == State.WAITING || next.revision < revision) {
      return this;
    }
    // The time stays, so that the cost is taken back from where it was added.
    return new Play(next.task, next.arm, at, next.state, next.revision, next.cost);
  }

  /** Key of `arm-statistics`. */
  public String armKey() {
    return armKey(task, arm);
  }

  public static String armKey(String task, String arm) {
    return task + "/" + arm;
  }
}
