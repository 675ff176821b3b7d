package dev.medley.ensemble;

import dev.medley.ensemble.costs.Changes;
import dev.medley.ensemble.costs.CostSpan;
import dev.medley.ensemble.costs.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All arms of one task or user, in the order of their names.
 *
 * @param squares of the logs of their costs about each arm's mean, summed
 * @param freedom how many of them are independent
 */
record Tracks(List<Track> arms, double squares, double freedom) {
  /** What a variance of log costs that all have in common is worth to an arm, in plays. */
  private static final double COMMON_PLAYS = 5;

  /**
   * Follows all arms.
   *
   * @param threshold nats by which a change must make costs likelier to be believed
   * @param above says how costs vary elsewhere
   */
  static Tracks of(Map<String, ArmState> arms, double threshold, Population above) {
    Map<String, ArmState> heard = new TreeMap<>();
    Map<String, List<CostSpan>> blocks = new TreeMap<>();
    long changedAt = Long.MIN_VALUE;
    for (Map.Entry<String, ArmState> arm : arms.entrySet()) {
      List<CostSpan> whole = arm.getValue().costs().blocks();
      List<CostSpan> since = Changes.since(whole, threshold);
      blocks.put(arm.getKey(), since);
      heard.put(arm.getKey(), arm.getValue());
      if (since.size() < whole.size()) {
        long from = since.get(0).from();
        heard.put(arm.getKey(), arm.getValue().since(from));
        changedAt = Math.max(changedAt, from);
      }
    }
    Map<String, Spread> spreads = new TreeMap<>();
    double squares = 0;
    double freedom = 0;
    for (Map.Entry<String, List<CostSpan>> arm : blocks.entrySet()) {
      Spread spread = Spread.of(arm.getValue());
      spreads.put(arm.getKey(), spread);
      squares += spread.squares;
      freedom += spread.freedom;
    }
    double common = (COMMON_PLAYS * above.logVariance() + squares) / (COMMON_PLAYS + freedom);
    Map<String, Evidence> inferred = inferred(heard, threshold);
    List<Track> tracks = new ArrayList<>();
    for (Map.Entry<String, ArmState> arm : new TreeMap<>(arms).entrySet()) {
      String name = arm.getKey();
      Spread own = spreads.get(name);
      double variance = (COMMON_PLAYS * common + own.squares) / (COMMON_PLAYS + own.freedom);
      tracks.add(
          Track.of(
              name,
              arm.getValue(),
              blocks.get(name),
              changedAt,
              inferred.getOrDefault(name, new Evidence(0, 0)),
              variance));
    }
    return new Tracks(tracks, squares, freedom);
  }

  private record Spread(double squares, double freedom) {
    static Spread of(List<CostSpan> blocks) {
      double plays = 0;
      double sum = 0;
      double square = 0;
      for (CostSpan block : blocks) {
        plays += block.plays();
        sum += block.logSum();
        square += block.logSquareSum();
      }
      return plays > 1
          ? new Spread(Math.max(0, square - sum * sum / plays), plays - 1)
          : new Spread(0, 0);
    }
  }

  /** What no play carries; nothing where every response does. */
  private static Map<String, Evidence> inferred(Map<String, ArmState> arms, double threshold) {
    boolean heard =
        arms.values().stream()
            .anyMatch(arm -> arm.responses().plays() > 0 || arm.settled().plays() > 0);
    if (!heard) {
      return Map.of();
    }
    Inferred inferred = Inferred.of(Heard.of(arms), threshold);
    Map<String, Double> means = new TreeMap<>();
    arms.forEach(
        (name, arm) ->
            means.put(
                name,
                inferred
                    .walkedAway(name)
                    .plus(new Evidence((double) arm.costs().plays(), arm.costs().costSum()))
                    .mean()));
    double missing = Inferred.missing(means.values());
    Map<String, Evidence> charged = new TreeMap<>();
    arms.keySet().forEach(name -> charged.put(name, inferred.of(name, missing)));
    return charged;
  }
}
