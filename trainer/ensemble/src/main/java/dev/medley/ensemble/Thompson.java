package dev.medley.ensemble;

import dev.medley.ensemble.costs.Changes;
import dev.medley.ensemble.costs.CostSpan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The default policy: Thompson sampling (Thompson 1933) on charges, with a belief about the logs of
 * all arms' means that starts from a {@link Population} and from what gates say, learns from plays
 * ({@link Track}), and is narrowed, as users and tasks have few rounds each. With what probability
 * an arm is the cheapest is computed, not drawn, so that it can be logged. Beside it a share that
 * falls as √(log t / t) explores evenly the arms that may be the cheapest for all that is known; t
 * counts plays for what they are still worth, so that a new version, or a change, opens it again.
 *
 * @param width of the belief that is drawn from, as a share of what it is
 * @param exploration the share's factor, 0 or more
 * @param threshold nats by which a change must make costs likelier to be believed
 */
public record Thompson(double width, double exploration, double threshold) implements Policy {
  /** Chosen on the bench's worlds: docs/theory.md has the curve. */
  public static final Thompson DEFAULT = new Thompson(0.45, 0.1, 9);

  /** Of the rounds; before there are many. */
  private static final double MOST_EXPLORED = 0.2;

  /** Standard deviations below its mean that an arm may lie. */
  private static final double OPTIMISM = 2;

  public Thompson {
    if (!(width > 0 && exploration >= 0 && threshold > 0)) {
      throw new IllegalArgumentException(
          "width is %s, exploration %s, threshold %s: need them above 0, exploration from 0 on"
              .formatted(width, exploration, threshold));
    }
  }

  /** Logarithms of mean charges; and how many plays they rest on. */
  private record Known(Tracks tracks, Belief belief, double plays) {
    double log(int arm) {
      return tracks.arms().get(arm).expected() + belief.mean(arm);
    }

    /** What it may cost at best; a change that was seen may have been chance. */
    double optimistic(int arm) {
      double bound = log(arm) - OPTIMISM * Math.sqrt(belief.variance(arm));
      double forgotten = tracks.arms().get(arm).forgotten();
      return forgotten >= 0 ? Math.min(bound, Math.log(forgotten)) : bound;
    }
  }

  private Known know(Map<String, ArmState> arms, Population above) {
    Tracks tracks = Tracks.of(arms, threshold, above);
    Belief belief = above.start(tracks.arms());
    double plays = 0;
    for (int arm = 0; arm < tracks.arms().size(); arm++) {
      Track track = tracks.arms().get(arm);
      belief.learn(arm, track.plays(), track.ratio(), track.spread());
      plays += track.plays();
    }
    return new Known(tracks, belief, plays);
  }

  @Override
  public Map<String, Double> chances(Map<String, ArmState> arms, Population above) {
    Known known = know(arms, above);
    double[] chances = known.belief.cheapest(width, known::log);
    explore(chances, known);
    Map<String, Double> named = new TreeMap<>();
    for (int arm = 0; arm < chances.length; arm++) {
      named.put(known.tracks.arms().get(arm).kind().arm(), chances[arm]);
    }
    return named;
  }

  /** Whether an arm's costs are believed to have changed. */
  public boolean changed(ArmState arm) {
    List<CostSpan> blocks = arm.costs().blocks();
    return Changes.since(blocks, threshold).size() < blocks.size();
  }

  private void explore(double[] chances, Known known) {
    double least = Double.POSITIVE_INFINITY;
    for (int arm = 0; arm < chances.length; arm++) {
      least = Math.min(least, known.log(arm));
    }
    boolean[] may = new boolean[chances.length];
    int count = 0;
    for (int arm = 0; arm < chances.length; arm++) {
      may[arm] = known.optimistic(arm) <= least;
      count += may[arm] ? 1 : 0;
    }
    double plays = Math.max(2, known.plays);
    double share = Math.min(MOST_EXPLORED, exploration * Math.sqrt(Math.log(plays) / plays));
    for (int arm = 0; arm < chances.length; arm++) {
      chances[arm] = (1 - share) * chances[arm] + (may[arm] ? share / count : 0);
    }
  }

  /** The mean charge that is believed. */
  @Override
  public Map<String, Double> rank(Map<String, ArmState> arms) {
    Known known = know(arms, Population.NONE);
    Map<String, Double> means = new TreeMap<>();
    for (int arm = 0; arm < known.tracks.arms().size(); arm++) {
      means.put(known.tracks.arms().get(arm).kind().arm(), Math.exp(known.log(arm)));
    }
    return means;
  }

  @Override
  public Map<String, Double> walkouts(Map<String, ArmState> arms) {
    return Inferred.of(Heard.of(arms), threshold).walkouts();
  }

  @Override
  public Map<String, Double> unanswered(Map<String, ArmState> arms) {
    return Inferred.of(Heard.of(arms), threshold).unanswered();
  }
}
