package dev.medley.ensemble.bench;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A task and a user: what each member's responses cost on average.
 *
 * @param means edit cost by member
 * @param otherUser the same for the other type of user, from whom a prior comes
 */
record Cell(String name, Map<String, Double> means, Map<String, Double> otherUser) {
  private static final List<String> ARMS = List.of("sft", "dpo", "early");

  private static Map<String, Double> means(double sft, double dpo, double early) {
    return Map.of("sft", sft, "dpo", dpo, "early", early);
  }

  /** A strong and a weak user, each the other's other. */
  private static List<Cell> pair(
      String name, Map<String, Double> strong, Map<String, Double> weak) {
    return List.of(
        new Cell(name + " strong", strong, weak), new Cell(name + " weak", weak, strong));
  }

  /** The two tables of Misra et al. 2025, with the arms of its late ensemble. */
  static List<Cell> paper() {
    return List.of(
            pair("qwen summary", means(.5377, 1.0790, .2092), means(.9304, .8267, .3586)),
            pair("qwen e-mail", means(.4159, .3365, .3438), means(.4539, .3368, .4864)),
            pair("llama summary", means(.4890, .9650, .1845), means(.7698, .7800, .2577)),
            pair("llama e-mail", means(.3377, .2955, .2406), means(.3866, .3047, .4001)))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Arms to tune on, none of them the paper's: the best costs 0.15 to 0.6 and the others a
   * half-normal factor more; the other user's differ from them by a log-normal factor.
   */
  static List<Cell> random(int count, RandomGenerator random) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              double best = 0.15 * Math.pow(4, random.nextDouble());
              double[] strong = new double[3];
              double[] weak = new double[3];
              int bestArm = random.nextInt(3);
              double shift = random.nextGaussian() * 0.3;
              for (int arm = 0; arm < 3; arm++) {
                double factor = arm == bestArm ? 0 : Math.abs(random.nextGaussian()) * 0.8;
                strong[arm] = Math.min(1.2, best * Math.exp(factor));
                weak[arm] =
                    Math.min(1.2, strong[arm] * Math.exp(shift + random.nextGaussian() * 0.3));
              }
              return new Cell(
                  "random " + i,
                  means(strong[0], strong[1], strong[2]),
                  means(weak[0], weak[1], weak[2]));
            })
        .toList();
  }

  /** Members from the cheapest to the dearest. */
  List<String> cheapestFirst() {
    return ARMS.stream().sorted((a, b) -> Double.compare(means.get(a), means.get(b))).toList();
  }

  static List<String> arms() {
    return ARMS;
  }
}
