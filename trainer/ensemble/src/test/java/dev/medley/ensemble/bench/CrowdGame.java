package dev.medley.ensemble.bench;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Population;
import dev.medley.ensemble.Thompson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** One run of a crowd: a population is fitted anew whenever there are 5 % more plays. */
final class CrowdGame {
  private static final double MORE = 1.05;
  private static final int FIRST = 5;

  private final Crowd crowd;
  private final Thompson policy;
  private final List<Map<String, ArmState>> members = new ArrayList<>();
  private final List<List<Charges>> charges = new ArrayList<>();
  private Population population = Population.NONE;
  private double nextFit = FIRST;

  private CrowdGame(Crowd crowd, Thompson policy, SplittableRandom random) {
    this.crowd = crowd;
    this.policy = policy;
    for (int member = 0; member < crowd.members(); member++) {
      Map<String, ArmState> arms = new TreeMap<>();
      List<Charges> own =
          DoubleStream.of(crowd.taste().of(member, random))
              .mapToObj(mean -> Charges.of(mean, crowd.variation()))
              .toList();
      for (int arm = 0; arm < own.size(); arm++) {
        arms.put(WorldGame.name(arm), ArmState.UNPLAYED);
      }
      members.add(arms);
      charges.add(own);
    }
  }

  /** Share by which it costs more than each member's best arm, in expectation. */
  static double play(Crowd crowd, Player player, Thompson policy, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new CrowdGame(crowd, policy, random.split()).play(player, random);
  }

  private double play(Player player, SplittableRandom random) {
    SplittableRandom users = random.split();
    double paid = 0;
    double best = 0;
    int[] order = order(random);
    Map<String, ArmState> pooled = new TreeMap<>(members.get(0));
    for (int round = 0; round < order.length; round++) {
      int member = order[round];
      // Tasks have statistics of their own in any case.
      Map<String, ArmState> arms = player.byUser() || crowd.inTurn() ? members.get(member) : pooled;
      if (player.byUser()) {
        fit(round, member);
      }
      String chosen = player.rule().choose(arms, population, round, random);
      List<Charges> own = charges.get(member);
      Charges paidFor = own.get(chosen.charAt(0) - 'a');
      paid += paidFor.mean();
      best += own.stream().mapToDouble(Charges::mean).min().orElseThrow();
      double charge = paidFor.draw(users);
      int at = round;
      arms.compute(chosen, (name, state) -> state.withCosts(state.costs().plus(at, charge)));
    }
    return paid / best - 1;
  }

  private int[] order(SplittableRandom random) {
    int[] order = new int[crowd.members() * crowd.rounds()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i / crowd.rounds();
    }
    for (int i = order.length - 1; i > 0 && !crowd.inTurn(); i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  private void fit(int round, int member) {
    if (crowd.inTurn()) {
      if (round % crowd.rounds() == 0 && member > 0) {
        population = Population.of(members.subList(0, member), policy, population);
      }
    } else if (round >= nextFit) {
      nextFit = Math.max(round + FIRST, round * MORE);
      population = Population.of(members, policy, population);
    }
  }
}
