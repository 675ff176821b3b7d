package dev.medley.ensemble.bench;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Population;
import dev.medley.ensemble.Thompson;
import dev.medley.ensemble.Ucb1;
import dev.medley.ensemble.costs.CostHistory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * All players in all worlds and crowds, with standard errors.
 *
 * @param policy that serves
 * @param runs of each world
 * @param others runs of the players beside it; 0 for none
 */
record WorldBench(Thompson policy, int runs, int others, long seed) {
  private static final int TIMED = 5_000;
  private static final double[] ALPHAS = {0.02, 0.05, 0.1, 0.2, 0.5};

  /** A mean over runs, and its standard error. */
  private record Figure(double mean, double error) {
    static Figure of(double[] values) {
      double mean = 0;
      for (double value : values) {
        mean += value / values.length;
      }
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      return new Figure(mean, Math.sqrt(squares / values.length / Math.max(1, values.length - 1)));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.4f ± %.4f", mean, error);
    }
  }

  /** Plays what is asked for, prints it, and says what the default paid, by name. */
  Map<String, Double> play(Predicate<String> asked) {
    Map<String, Double> found = new LinkedHashMap<>();
    stationary(2_000, .025, asked, found);
    stationary(20_000, .015, asked, found);
    stationary(200, .12, asked, new LinkedHashMap<>());
    List<World> worlds =
        List.of(
            Worlds.accepts(),
            Worlds.disaster(200, .10),
            Worlds.disaster(2_000, .05),
            Worlds.delayed(),
            Worlds.rotating(),
            Worlds.improving(),
            Worlds.versionsAlike());
    for (World world : worlds) {
      if (asked.test(world.name())) {
        compete(
            world.name(),
            world.goal(),
            player -> own -> WorldGame.play(world, player, policy, own).excess(),
            found);
      }
    }
    for (Crowd crowd : Crowd.all()) {
      if (asked.test(crowd.name())) {
        compete(
            crowd.name(),
            crowd.goal(),
            player -> own -> CrowdGame.play(crowd, player, policy, own),
            found);
      }
    }
    return found;
  }

  private void stationary(
      int rounds, double goal, Predicate<String> asked, Map<String, Double> found) {
    String name = "stationary" + rounds;
    if (!asked.test(name)) {
      return;
    }
    List<World> both =
        List.of(Worlds.stationary(rounds, .5, goal), Worlds.stationary(rounds, 1, goal));
    List<Double> alarms = new ArrayList<>();
    compete(
        name,
        goal,
        player ->
            own -> {
              double excess = 0;
              for (World world : both) {
                WorldGame.Outcome outcome = WorldGame.play(world, player, policy, own);
                excess += outcome.excess() / both.size();
                if (player.byUser()) {
                  synchronized (alarms) {
                    alarms.add(outcome.alarmed() ? 1.0 : 0.0);
                  }
                }
              }
              return excess;
            },
        found);
    Figure figure = Figure.of(alarms.stream().mapToDouble(alarm -> alarm).toArray());
    System.out.printf("%-16s %-14s %s%n", "falseAlarms", rounds + " rounds", figure);
    if (rounds == 20_000) {
      found.put("falseAlarms", figure.mean());
    }
  }

  /** How long a choice among four arms with full histories takes, beside a fitted population. */
  double microsPerChoice() {
    Map<String, ArmState> arms = new TreeMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (int arm = 0; arm < 4; arm++) {
      CostHistory costs = CostHistory.EMPTY;
      for (int i = 0; i < 5_000; i++) {
        costs = costs.plus(i, random.nextDouble());
      }
      arms.put(WorldGame.name(arm), ArmState.UNPLAYED.withCosts(costs).withResponses(costs));
    }
    Population others = Population.of(List.of(arms), policy);
    long started = 0;
    for (int i = 0; i < 2 * TIMED; i++) {
      started = i == TIMED ? System.nanoTime() : started;
      policy.chances(arms, others);
    }
    return (System.nanoTime() - started) / 1e3 / TIMED;
  }

  private interface Play {
    LongToDoubleFunction by(Player player);
  }

  private void compete(String name, double goal, Play play, Map<String, Double> found) {
    Figure ours = figure(play.by(Player.of("default", policy, 0, true)), runs);
    found.put(name, ours.mean());
    System.out.printf(
        Locale.ROOT,
        "%-16s %-14s %s (goal %.3f%s)%n",
        name,
        "default",
        ours,
        goal,
        ours.mean() <= goal ? "" : ": MISSED");
    if (others == 0) {
      return;
    }
    List<Player> beside =
        List.of(
            Player.of("adaptive", AdaptiveBound.DEFAULT, 0.01, false),
            Player.of("ucb1 α=1", new Ucb1(1), 0, false),
            Player.thompson("thompson", 1),
            Player.thompson("discounted", 0.99));
    for (Player player : beside) {
      System.out.printf("%-16s %-14s %s%n", name, player.name(), figure(play.by(player), others));
    }
    double bestAlpha = ALPHAS[0];
    Figure least = new Figure(Double.POSITIVE_INFINITY, 0);
    for (double alpha : ALPHAS) {
      Figure tried = figure(play.by(Player.of("ucb1", new Ucb1(alpha), 0, false)), others);
      if (tried.mean() < least.mean()) {
        least = tried;
        bestAlpha = alpha;
      }
    }
    System.out.printf("%-16s %-14s %s%n", name, "ucb1 α=" + bestAlpha, least);
  }

  private Figure figure(LongToDoubleFunction play, int count) {
    return Figure.of(
        IntStream.range(0, count)
            .parallel()
            .mapToDouble(run -> play.applyAsDouble(seed * 1_000_003 + run * 7_919L))
            .toArray());
  }
}
