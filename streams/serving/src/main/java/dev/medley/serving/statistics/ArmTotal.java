package dev.medley.serving.statistics;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.costs.CostHistory;

/**
 * An arm's responses on all nodes.
 *
 * @param charges of those that carry one
 * @param responses all of them: 1 for one that was cancelled, else 0
 * @param settled those that were answered, or not in time: 1 for one that says nothing, else 0
 * @param costSum sum of the edit costs of those that were answered
 * @param answered responses that people edited, accepted or discarded
 * @param waiting responses that were not answered yet and still may be
 * @param silent responses that were not answered in time
 * @param cut responses that were cut, but not by what their client asked for
 */
public record ArmTotal(
    CostHistory charges,
    CostHistory responses,
    CostHistory settled,
    double costSum,
    long answered,
    long waiting,
    long silent,
    long cut) {
  static final ArmTotal NONE =
      new ArmTotal(CostHistory.EMPTY, CostHistory.EMPTY, CostHistory.EMPTY, 0, 0, 0, 0, 0);

  public ArmTotal {
    requireNonNull(charges, "charges is null");
    requireNonNull(responses, "responses is null");
    requireNonNull(settled, "settled is null");
  }

  /** Mean edit cost of the answered; NaN where none was. */
  public double meanCost() {
    return costSum / answered;
  }

  /** Responses that their client cancelled or limited, and nobody edited. */
  public long cancelled() {
    return Math.round(responses.costSum());
  }

  /** Share of the responses that were cut; NaN where there is none. */
  public double shareCut() {
    return cut / (double) responses.plays();
  }

  /** Share of the responses that were cancelled; NaN where there is none. */
  public double shareCancelled() {
    return responses.meanCost();
  }

  /** What the ensemble makes of it. */
  public ArmState state() {
    return ArmState.UNPLAYED.withCosts(charges).withResponses(responses).withSettled(settled);
  }

  /** This total after a change. */
  ArmTotal plus(ArmChange change) {
    Play play = change.play();
    int sign = change.sign();
    boolean isSilent = play.state() == Play.State.SILENT;
    boolean isSettled =
        isSilent
            || play.state() == Play.State.SILENT_ACCEPTED
            || play.state() == Play.State.ANSWERED;
    long nowAnswered = answered + count(play, Play.State.ANSWERED, sign);
    return new ArmTotal(
        play.state().isCharged() ? changed(charges, sign, play.at(), play.charge()) : charges,
        changed(responses, sign, play.at(), play.state() == Play.State.CANCELLED ? 1 : 0),
        isSettled ? changed(settled, sign, play.at(), isSilent ? 1 : 0) : settled,
        nowAnswered == 0 ? 0 : costSum + sign * play.cost(),
        nowAnswered,
        waiting + count(play, Play.State.WAITING, sign),
        silent
            + count(play, Play.State.SILENT, sign)
            + count(play, Play.State.SILENT_ACCEPTED, sign),
        cut + (play.cut() ? sign : 0));
  }

  private static int count(Play play, Play.State state, int sign) {
    return play.state() == state ? sign : 0;
  }

  private static CostHistory changed(CostHistory history, int sign, long at, double cost) {
    return sign > 0 ? history.plus(at, cost) : history.minus(at, cost);
  }
}
