package dev.medley.ensemble;

import dev.medley.ensemble.Track.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What many tasks, or a task's many users, have in common, from which a new one starts: how much an
 * arm costs in the mean of all beside what was expected of it, how much that differs from one to
 * the next, and how arms go together. Normal in the logs, fitted by expectation and maximisation
 * with a prior that is worth a few of them. Immutable once fitted.
 */
public final class Population {
  /** Nothing is known of others. */
  public static final Population NONE = new Population(List.of(), 0, 0);

  /** Standard deviation of an arm's log mean from one to the next, before anything is known. */
  private static final double DIFFER = 0.77;

  /** The same where a gate judged the arm. */
  private static final double JUDGED = 0.5;

  /** Of what all arms have in common. */
  private static final double COMMON = 1;

  /** What those are worth, in tasks or users. */
  private static final double WORTH = 4;

  private static final double MEAN_WORTH = 0.3;
  private static final int ROUNDS = 8;

  /** Variance of log costs within an arm, before anything is known, and its worth in plays. */
  private static final double LOG_VARIANCE = 0.25;

  private static final double LOG_VARIANCE_PLAYS = 5;

  private final List<Kind> kinds;
  private final double logVariance;
  private Belief between;
  private Belief mean;

  private Population(List<Kind> kinds, double squares, double freedom) {
    this.kinds = kinds;
    this.logVariance =
        (LOG_VARIANCE_PLAYS * LOG_VARIANCE + squares) / (LOG_VARIANCE_PLAYS + freedom);
    this.between = differing(kinds);
    this.mean = common(kinds);
  }

  /**
   * Fits a population; takes time in proportion to its members.
   *
   * @param arms of each member; the one that is to start from it should not be among them
   * @param policy that is to start from it
   */
  public static Population of(Collection<Map<String, ArmState>> arms, Thompson policy) {
    return of(arms, policy, NONE);
  }

  /**
   * The same, from where an earlier fit ended.
   *
   * @param earlier of much the same members
   */
  public static Population of(
      Collection<Map<String, ArmState>> arms, Thompson policy, Population earlier) {
    List<Tracks> members =
        arms.stream().map(own -> Tracks.of(own, policy.threshold(), earlier)).toList();
    TreeSet<Kind> kinds = new TreeSet<>();
    members.forEach(own -> own.arms().forEach(track -> kinds.add(track.kind())));
    Population fitted =
        new Population(
            List.copyOf(kinds),
            members.stream().mapToDouble(Tracks::squares).sum(),
            members.stream().mapToDouble(Tracks::freedom).sum());
    if (earlier.kinds.equals(fitted.kinds)) {
      fitted.between = earlier.between;
    }
    List<List<Track>> played = new ArrayList<>();
    for (Tracks own : members) {
      List<Track> some = own.arms().stream().filter(track -> track.plays() > 0).toList();
      if (!some.isEmpty()) {
        played.add(some);
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      fitted.improve(played);
    }
    return fitted;
  }

  /** How the logs of costs vary within an arm. */
  double logVariance() {
    return logVariance;
  }

  /** What is believed of arms of which nothing is known by their own plays. */
  Belief start(List<Track> arms) {
    int count = arms.size();
    int[] known = arms.stream().mapToInt(track -> kinds.indexOf(track.kind())).toArray();
    double[] means = new double[count];
    double[][] covariances = new double[count][count];
    for (int i = 0; i < count; i++) {
      means[i] = known[i] < 0 ? 0 : between.mean(known[i]);
      for (int j = 0; j < count; j++) {
        boolean both = known[i] >= 0 && known[j] >= 0;
        if (both) {
          covariances[i][j] =
              between.covariance(known[i], known[j]) + mean.covariance(known[i], known[j]);
        } else if (kinds.isEmpty() && isAlike(arms.get(i), arms.get(j))) {
          covariances[i][j] = COMMON * COMMON;
        }
      }
      if (known[i] < 0) {
        covariances[i][i] = COMMON * COMMON + differ(arms.get(i).kind());
      }
      covariances[i][i] += arms.get(i).doubt();
    }
    return new Belief(means, covariances);
  }

  /** What gates overlook says nothing of arms that no gate judged. */
  private static boolean isAlike(Track one, Track other) {
    return one.kind().judged() == other.kind().judged();
  }

  private static double differ(Kind kind) {
    double deviation = kind.judged() ? JUDGED : DIFFER;
    return deviation * deviation;
  }

  private static Belief differing(List<Kind> kinds) {
    double[][] covariances = new double[kinds.size()][kinds.size()];
    for (int i = 0; i < kinds.size(); i++) {
      covariances[i][i] = differ(kinds.get(i));
    }
    return new Belief(new double[kinds.size()], covariances);
  }

  private static Belief common(List<Kind> kinds) {
    double[][] covariances = new double[kinds.size()][kinds.size()];
    for (int i = 0; i < covariances.length; i++) {
      for (int j = 0; j < covariances.length; j++) {
        boolean alike = kinds.get(i).judged() == kinds.get(j).judged();
        covariances[i][j] = alike ? COMMON * COMMON : 0;
      }
    }
    return new Belief(new double[kinds.size()], covariances);
  }

  /** One round: what is believed of each member, and from that what they have in common. */
  private void improve(List<List<Track>> members) {
    int count = kinds.size();
    List<Belief> beliefs = new ArrayList<>();
    double[] information = new double[count];
    double[] means = new double[count];
    for (List<Track> arms : members) {
      Belief belief = between.copy();
      for (Track track : arms) {
        int arm = kinds.indexOf(track.kind());
        belief.learn(arm, track.plays(), track.ratio(), track.spread());
        information[arm] += 1 / (between.variance(arm) + track.spread() / track.plays());
      }
      beliefs.add(belief);
      for (int arm = 0; arm < count; arm++) {
        means[arm] += belief.mean(arm) / (members.size() + MEAN_WORTH);
      }
    }
    Belief prior = differing(kinds);
    double[][] covariances = new double[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        double sum = WORTH * prior.covariance(i, j);
        for (Belief belief : beliefs) {
          sum +=
              belief.covariance(i, j) + (belief.mean(i) - means[i]) * (belief.mean(j) - means[j]);
        }
        covariances[i][j] = sum / (members.size() + WORTH);
      }
    }
    between = new Belief(means, covariances);
    mean = common(kinds);
    for (int arm = 0; arm < count; arm++) {
      if (information[arm] > 0) {
        mean.learn(arm, 1, 1, 1 / information[arm]);
      }
    }
  }
}
