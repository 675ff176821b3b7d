package dev.medley.serving.statistics;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.CostHistory;

/**
 * An arm's plays on all nodes.
 *
 * @param costs of those that count as answered
 * @param waiting plays that were not answered yet and still may be
 * @param silent plays that were not answered in time
 */
public record ArmTotal(CostHistory costs, long waiting, long silent) {
  static final ArmTotal NONE = new ArmTotal(CostHistory.EMPTY, 0, 0);

  public ArmTotal {
    requireNonNull(costs, "costs is null");
  }

  /**
   * This total after a change.
   *
   * @param silenceAccepts whether a silent play counts as one that cost nothing, too
   */
  ArmTotal plus(ArmChange change, boolean silenceAccepts) {
    Play play = change.play();
    return switch (play.state()) {
      case WAITING -> new ArmTotal(costs, waiting + change.sign(), silent);
      case SILENT ->
          new ArmTotal(silenceAccepts ? changed(change) : costs, waiting, silent + change.sign());
      case ANSWERED -> new ArmTotal(changed(change), waiting, silent);
    };
  }

  private CostHistory changed(ArmChange change) {
    Play play = change.play();
    return change.sign() > 0
        ? costs.plus(play.at(), play.cost())
        : costs.minus(play.at(), play.cost());
  }
}
