package dev.medley.serving.statistics;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Cost;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.edits.Charge;
import dev.medley.schemas.names.ArmName;

/**
 * A response and what became of it, without its texts.
 *
 * @param at when it was complete, in milliseconds since 1970
 * @param cut whether it was cut by length or as it only repeated itself, whatever became of it
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
    /** It was cut, and nobody has edited it. */
    CUT,
    /** Its client went away before its end, and nobody has edited it. */
    CANCELLED,
    ANSWERED
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

  /** Whether a cost says something about an arm. */
  static boolean counts(Cost cost) {
    return !cost.getMember().equals(ArmName.UNKNOWN.value())
        && cost.getCost() >= 0
        && cost.getCost() <= MOST_COST
        && (cost.getCharge() == null || (cost.getCharge() >= 0 && cost.getCharge() <= 1));
  }

  static Play of(Generation generation) {
    State state =
        switch (generation.getFinishReason()) {
          case STOP, UNKNOWN -> State.WAITING;
          case LENGTH -> State.CUT;
          case CANCELLED -> State.CANCELLED;
        };
    return new Play(
        generation.getTask(),
        generation.getMember(),
        generation.getCreatedAt().toEpochMilli(),
        state,
        state == State.CUT,
        -1,
        0,
        state == State.CUT ? Charge.CUT : 0);
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

  Play silent() {
    return new Play(task, arm, at, State.SILENT, cut, revision, cost, Charge.ACCEPTED);
  }

  /**
   * What is known once something else is heard of the same response: an answer counts however the
   * response ended, and a later one in place of an earlier.
   */
  Play then(Play next) {
    if (next.state != State.ANSWERED) {
      boolean nowCut = state == State.ANSWERED ? cut || next.cut : cut;
      return new Play(task, arm, at, state, nowCut, revision, cost, charge);
    }
    if (next.revision < revision) {
      return this;
    }
    // The time stays, so that the charge is taken back from where it was added.
    return new Play(
        next.task, next.arm, at, next.state, cut, next.revision, next.cost, next.charge);
  }

  /** Key of `arm-statistics`. */
  public String armKey() {
    return armKey(task, arm);
  }

  public static String armKey(String task, String arm) {
    return task + "/" + arm;
  }
}
