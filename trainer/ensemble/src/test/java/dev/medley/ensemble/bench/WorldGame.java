package dev.medley.ensemble.bench;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Population;
import dev.medley.ensemble.Prior;
import dev.medley.ensemble.Thompson;
import dev.medley.ensemble.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** One run of a world. */
final class WorldGame {
  /** Versions that a choice sees, as in serving nodes. */
  private static final int VERSIONS = 3;

  private final World world;
  private final Map<String, ArmState> arms = new TreeMap<>();
  private final Map<Integer, List<Answer>> answers = new HashMap<>();
  private final Thompson policy;
  private boolean alarmed;

  private record Answer(String arm, int round, double charge) {}

  /**
   * What came of it.
   *
   * @param excess share by which it cost more than the best arm of each round, in expectation
   * @param alarmed whether the default policy ever saw a change
   */
  record Outcome(double excess, boolean alarmed) {}

  private WorldGame(World world, Thompson policy) {
    this.policy = policy;
    this.world = world;
    for (int arm = 0; arm < world.arms().size(); arm++) {
      arms.put(name(arm), ArmState.UNPLAYED);
    }
  }

  static Outcome play(World world, Player player, Thompson policy, long seed) {
    return new WorldGame(world, policy).play(player, new SplittableRandom(seed));
  }

  static String name(int arm) {
    return String.valueOf((char) ('a' + arm));
  }

  private Outcome play(Player player, SplittableRandom random) {
    SplittableRandom users = random.split();
    SplittableRandom gates = random.split();
    double paid = 0;
    double best = 0;
    for (int round = 0; round < world.rounds(); round++) {
      publish(round, gates);
      String chosen = player.rule().choose(arms, Population.NONE, round, random);
      int arm = chosen.charAt(0) - 'a';
      paid += world.mean(arm, round);
      best += world.best(round);
      double charge = world.arms().get(arm).at(round).draw(users);
      answer(new Answer(chosen, round, charge), users);
    }
    return new Outcome(paid / best - 1, alarmed);
  }

  private void publish(int round, SplittableRandom gates) {
    for (int arm = 0; arm < world.arms().size(); arm++) {
      Optional<Prior> figure = world.version(arm, round, gates);
      if (figure.isPresent()) {
        ArmState state = arms.get(name(arm));
        List<Version> versions = new ArrayList<>(state.versions());
        versions.add(new Version(round, figure.get()));
        int from = Math.max(0, versions.size() - VERSIONS);
        arms.put(name(arm), state.withVersions(versions.subList(from, versions.size())));
      }
    }
  }

  private void answer(Answer given, SplittableRandom users) {
    if (world.isAnswered(given.charge(), users)) {
      answers
          .computeIfAbsent(given.round() + world.delay(users), at -> new ArrayList<>())
          .add(given);
    }
    for (Answer due : Optional.ofNullable(answers.remove(given.round())).orElse(List.of())) {
      ArmState state = arms.get(due.arm());
      ArmState next = state.withCosts(state.costs().plus(due.round(), due.charge()));
      arms.put(due.arm(), next);
      alarmed |= policy.changed(next);
    }
  }
}
