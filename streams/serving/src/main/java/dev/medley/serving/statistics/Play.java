package dev.medley.serving.statistics;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Cost;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.edits.Charge;
import dev.medley.schemas.edits.Words;
import dev.medley.schemas.names.ArmName;

/**
 * A response and what became of it, without its texts.
 *
 * @param at when it was complete, in milliseconds since 1970
 * @param cut whether it was cut, but not by what its client asked for, whatever became of it
 * @param revision of the edit, from 0; -1 without one
 * @param cost edit cost; 0 where it is not known
 * @param charge what it counts for its arm where it is charged
 */
public record Play(
    String task,
    String arm,
    long at,
    State state,
    boolean cut,
    int revision,
    double cost,
    double charge) {
  private static final double MOST_COST = 1e6;

  /** Whether people said anything of a response. */
  enum State {
    WAITING,
    /** Nobody did, for as long as an answer is waited for. */
    SILENT,
    /** Nobody did, which is taken for acceptance. */
    SILENT_ACCEPTED,
    /** It was cut, or has no word, and nobody has edited it. */
    CUT,
    /** Its client went away before its end, or limited it, and nobody has edited it. */
    CANCELLED,
    /** Its request named the arm: whatever becomes of it, it counts for nothing. */
    PINNED,
    ANSWERED;

    /** Whether a response carries a charge. */
    boolean isCharged() {
      return switch (this) {
        case WAITING, SILENT, CANCELLED, PINNED -> false;
        case SILENT_ACCEPTED, CUT, ANSWERED -> true;
      };
    }
  }

  public Play {
    requireNonNull(task, "task is null");
    requireNonNull(arm, "arm is null");
    requireNonNull(state, "state is null");
  }

  /** Whether it is known how a response ended. */
  static boolean counts(Generation generation, Skipped skipped) {
    if (generation.getFinishReason() == FinishReason.UNKNOWN) {
      skipped.add(Skipped.Reason.FINISH_REASON);
      return false;
    }
    return true;
  }

  /** Whether a cost is one that can be. */
  static boolean counts(Cost cost) {
    return cost.getCost() >= 0
        && cost.getCost() <= MOST_COST
        && (cost.getCharge() == null || (cost.getCharge() >= 0 && cost.getCharge() <= 1));
  }

  static Play of(Generation generation) {
    State state = state(generation);
    return new Play(
        generation.getTask(),
        generation.getMember(),
        generation.getCreatedAt().toEpochMilli(),
        state,
        state == State.CUT && generation.getFinishReason() != FinishReason.STOP,
        -1,
        0,
        state == State.CUT ? Charge.CUT : 0);
  }

  private static State state(Generation generation) {
    if (generation.getPinned()) {
      return State.PINNED;
    }
    if (generation.getLimited()) {
      return State.CANCELLED;
    }
    return switch (generation.getFinishReason()) {
      case STOP, UNKNOWN ->
          Words.of(generation.getResponse()).isEmpty() ? State.CUT : State.WAITING;
      case LENGTH, CONTENT_FILTER -> State.CUT;
      case CANCELLED -> State.CANCELLED;
    };
  }

  static Play of(Cost cost) {
    return new Play(
        cost.getTask(),
        cost.getMember(),
        cost.getGeneratedAt().toEpochMilli(),
        State.ANSWERED,
        false,
        cost.getRevision(),
        cost.getCost(),
        charge(cost));
  }

  private static double charge(Cost cost) {
    return cost.getCharge() != null
        ? cost.getCharge()
        : Charge.ofCost(cost.getCost(), cost.getResponse(), cost.getEdited());
  }

  /**
   * What it is once nobody has answered in time.
   *
   * @param accepts whether that is taken for acceptance
   */
  Play silent(boolean accepts) {
    return with(accepts ? State.SILENT_ACCEPTED : State.SILENT);
  }

  private Play with(State next) {
    return new Play(task, arm, at, next, cut, revision, cost, charge);
  }

  /**
   * What is known once something else is heard of the same response: an answer counts however the
   * response ended, and a later one in place of an earlier. An answer that carries its response
   * inline knows no arm: the logged one is its arm.
   */
  Play then(Play next) {
    if (state == State.PINNED || next.state == State.PINNED) {
      return with(State.PINNED);
    }
    Play logged = hasArm() ? this : next;
    if (next.state != State.ANSWERED) {
      boolean nowCut = state == State.ANSWERED ? cut || next.cut : cut;
      return new Play(logged.task, logged.arm, logged.at, state, nowCut, revision, cost, charge);
    }
    if (next.revision < revision) {
      return this;
    }
    Play answered = next.hasArm() ? next : logged;
    // The time stays, so that the charge is taken back from where it was added.
    return new Play(
        answered.task,
        answered.arm,
        logged.at,
        next.state,
        cut,
        next.revision,
        next.cost,
        next.charge);
  }

  private boolean hasArm() {
    return !arm.equals(ArmName.UNKNOWN.value());
  }

  /** Whether it counts for an arm. */
  boolean counts() {
    return hasArm() && state != State.PINNED;
  }

  /** Key of `arm-statistics`. */
  public String armKey() {
    return armKey(task, arm);
  }

  public static String armKey(String task, String arm) {
    return task + "/" + arm;
  }
}
