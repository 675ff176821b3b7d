package dev.medley.ensemble.bench;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Many users of one task, or many tasks, with few rounds each.
 *
 * @param variation of a charge, over its mean
 * @param inTurn whether one begins when the one before has ended
 */
record Crowd(
    String name,
    double goal,
    int members,
    int rounds,
    double variation,
    boolean inTurn,
    Taste taste) {
  private static final double[] OURS = {.20, .60, .38, .50};
  private static final double[] OPPOSITE = {.60, .20, .38, .50};
  private static final double[] NEAR = {.25, .35, .38, .50};
  private static final double[] NEAR_OPPOSITE = {.35, .25, .38, .50};
  private static final double[] CONTINUOUS = {.45, .25, .35, .8};
  private static final double[] TASKS = {.2, .38, .5, .6};

  /** What the arms cost a member of the crowd on average. */
  interface Taste {
    double[] of(int member, RandomGenerator random);
  }

  private static Crowd users(String name, double goal, Taste taste) {
    return new Crowd(name, goal, 1_000, 20, 1, false, taste);
  }

  static List<Crowd> all() {
    return List.of(
        new Crowd("newTasks", .30, 100, 20, 1, true, (task, random) -> about(TASKS, .3, random)),
        users("usersOpposite", .24, (user, random) -> user % 2 == 0 ? OURS : OPPOSITE),
        users("usersMixed", .17, (user, random) -> user % 5 != 0 ? OURS : OPPOSITE),
        users("usersAlike", .04, (user, random) -> OURS),
        users("usersSmallGap", .15, (user, random) -> user % 2 == 0 ? NEAR : NEAR_OPPOSITE),
        users("usersContinuous", .24, (user, random) -> about(CONTINUOUS, .5, random)));
  }

  private static double[] about(double[] means, double deviation, RandomGenerator random) {
    return IntStream.range(0, means.length)
        .mapToDouble(arm -> means[arm] * Math.exp(deviation * random.nextGaussian()))
        .toArray();
  }
}
