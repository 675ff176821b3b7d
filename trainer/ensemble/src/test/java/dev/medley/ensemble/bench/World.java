package dev.medley.ensemble.bench;

import dev.medley.ensemble.Prior;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One task whose arms are charged in a way that is known.
 *
 * @param arms how each is charged, by round
 * @param rounds requests
 * @param mostDelay rounds until a charge is known are drawn from 1 to this; 0 for at once
 * @param shyAt charge from which a draft is answered with a chance of .3 and not .9; 0 where all
 *     are
 * @param versionEvery rounds from one version of all arms to the next; 0 for none
 * @param held draws of each arm that its gate judges once; 0 for no gate
 */
record World(
    String name,
    double goal,
    List<Arm> arms,
    int rounds,
    int mostDelay,
    double shyAt,
    int versionEvery,
    int held) {
  /** Standard deviation of the log of what a gate says of a version. */
  private static final double GATE_NOISE = 0.1;

  /** Held-out edits that such a gate says it judged. */
  private static final int GATE_HELD = 50;

  private static final double ANSWERED = 0.9;
  private static final double SHY = 0.3;

  /** How an arm is charged. */
  interface Arm {
    Charges at(int round);

    /** What the gate sees of it. */
    default Charges judgedAt(int round) {
      return at(round);
    }
  }

  static World of(String name, double goal, int rounds, List<? extends Arm> arms) {
    return new World(name, goal, List.copyOf(arms), rounds, 0, 0, 0, 0);
  }

  World delayed(int most, double shyFrom) {
    return new World(name, goal, arms, rounds, most, shyFrom, versionEvery, held);
  }

  World versions(int every) {
    return new World(name, goal, arms, rounds, mostDelay, shyAt, every, held);
  }

  World judged(int draws) {
    return new World(name, goal, arms, rounds, mostDelay, shyAt, versionEvery, draws);
  }

  double mean(int arm, int round) {
    return arms.get(arm).at(round).mean();
  }

  double best(int round) {
    return arms.stream().mapToDouble(arm -> arm.at(round).mean()).min().orElseThrow();
  }

  boolean isAnswered(double charge, RandomGenerator random) {
    return shyAt == 0 || random.nextDouble() < (charge < shyAt ? ANSWERED : SHY);
  }

  int delay(RandomGenerator random) {
    return mostDelay == 0 ? 0 : random.nextInt(1, mostDelay + 1);
  }

  /** What a gate says of an arm's version that comes in this round; empty where none does. */
  Optional<Prior> version(int arm, int round, RandomGenerator random) {
    Charges charges = arms.get(arm).judgedAt(round);
    if (held > 0 && round == 0) {
      double mean =
          random.doubles(held).map(unused -> charges.draw(random)).average().orElseThrow();
      return Optional.of(new Prior(mean, held));
    }
    if (versionEvery > 0 && round % versionEvery == 0) {
      double noise = Math.exp(GATE_NOISE * random.nextGaussian());
      return Optional.of(new Prior(charges.mean() * noise, GATE_HELD));
    }
    return Optional.empty();
  }
}
