package dev.medley.ensemble.bench;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Prior;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One user's rounds with an ensemble; the best arm's costs come from the same draws. */
final class Game {
  private static final int PRIOR_DRAWS = 50;

  private final Scenario scenario;
  private final Cell cell;
  private final Map<String, ArmState> arms = new HashMap<>();
  private final Map<Integer, List<Answer>> answers = new HashMap<>();

  private record Answer(String arm, int round, double cost) {}

  private Game(Scenario scenario, Cell cell) {
    this.scenario = scenario;
    this.cell = cell;
  }

  /** What was paid in each round: by the ensemble, and by the arm that was best in that round. */
  static final class Totals {
    final double[] paid;
    final double[] best;

    private Totals(int rounds) {
      paid = new double[rounds];
      best = new double[rounds];
    }

    /** Share by which the cost of some rounds exceeds the best arm's. */
    double excess(int from, int to) {
      double sum = 0;
      double least = 0;
      for (int round = from; round < to; round++) {
        sum += paid[round];
        least += best[round];
      }
      return sum / least - 1;
    }
  }

  /** Adds up many repetitions of a cell. */
  static Totals play(
      LateEnsemble ensemble, Scenario scenario, Cell cell, int repetitions, long seed) {
    return IntStream.range(0, repetitions)
        .parallel()
        .mapToObj(
            repetition -> {
              long own = seed * 1_000_003 + cell.name().hashCode() * 31L + repetition;
              return new Game(scenario, cell).play(ensemble, new SplittableRandom(own));
            })
        .collect(() -> new Totals(scenario.rounds()), Game::add, Game::add);
  }

  private static void add(Totals sum, Totals more) {
    for (int round = 0; round < sum.paid.length; round++) {
      sum.paid[round] += more.paid[round];
      sum.best[round] += more.best[round];
    }
  }

  private Totals play(LateEnsemble ensemble, SplittableRandom random) {
    SplittableRandom users = random.split();
    SplittableRandom delays = random.split();
    for (String arm : Cell.arms()) {
      arms.put(arm, ArmState.UNPLAYED.withPrior(prior(arm, users)));
    }
    Totals totals = new Totals(scenario.rounds());
    for (int round = 0; round < scenario.rounds(); round++) {
      Map<String, Double> costs = new HashMap<>();
      for (String arm : Cell.arms()) {
        costs.put(arm, scenario.costs().draw(mean(arm, round), users));
      }
      String arm = ensemble.choose(arms, random).arm();
      totals.paid[round] = costs.get(arm);
      totals.best[round] = costs.get(best(round));
      answer(arm, round, costs.get(arm), delays);
    }
    return totals;
  }

  private Prior prior(String arm, SplittableRandom users) {
    if (!scenario.warm()) {
      return Prior.NONE;
    }
    double mean =
        IntStream.range(0, PRIOR_DRAWS)
            .mapToDouble(i -> scenario.costs().draw(cell.otherUser().get(arm), users))
            .average()
            .orElseThrow();
    return new Prior(mean, PRIOR_DRAWS);
  }

  private double mean(String arm, int round) {
    if (scenario.swapAt() == 0 || round < scenario.swapAt()) {
      return cell.means().get(arm);
    }
    List<String> order = cell.cheapestFirst();
    int place = order.indexOf(arm);
    return cell.means().get(order.get(place == 0 ? 1 : place == 1 ? 0 : place));
  }

  private String best(int round) {
    boolean swapped = scenario.swapAt() > 0 && round >= scenario.swapAt();
    return cell.cheapestFirst().get(swapped ? 1 : 0);
  }

  private void answer(String arm, int round, double cost, SplittableRandom delays) {
    arms.compute(arm, (name, state) -> state.withWaiting(state.waiting() + 1));
    int delay = scenario.mostDelay() == 0 ? 0 : delays.nextInt(1, scenario.mostDelay() + 1);
    answers
        .computeIfAbsent(round + delay, r -> new ArrayList<>())
        .add(new Answer(arm, round, cost));
    List<Answer> due = answers.remove(round);
    if (due != null) {
      for (Answer one : due) {
        arms.compute(
            one.arm(),
            (name, state) ->
                state
                    .withWaiting(state.waiting() - 1)
                    .withCosts(state.costs().plus(one.round(), one.cost())));
      }
    }
  }
}
