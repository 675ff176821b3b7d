package dev.medley.learner.proofs.many;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Which task the next edit is of: one has half of them, the others the rest by Zipf's law. */
final class Traffic {
  private final double[] upTo;
  private final Random random;

  Traffic(int tasks, long seed) {
    this.random = new Random(seed);
    this.upTo = new double[tasks];
    double all = IntStream.range(1, tasks).mapToDouble(rank -> 1.0 / rank).sum();
    upTo[0] = tasks == 1 ? 1 : 0.5;
    for (int rank = 1; rank < tasks; rank++) {
      upTo[rank] = upTo[rank - 1] + 0.5 / rank / all;
    }
  }

  /** Names of as many tasks, the busiest first. */
  static List<String> names(int tasks) {
    return IntStream.range(0, tasks).mapToObj("task%02d"::formatted).toList();
  }

  int next() {
    double point = random.nextDouble();
    return (int) IntStream.range(0, upTo.length - 1).takeWhile(task -> upTo[task] <= point).count();
  }

  /** Seconds until the next edit, where users don't wait for each other. */
  double gap(double perSecond) {
    return -Math.log(1 - random.nextDouble()) / perSecond;
  }
}
