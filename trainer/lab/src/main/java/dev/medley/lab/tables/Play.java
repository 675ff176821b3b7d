package dev.medley.lab.tables;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Policy;
import dev.medley.ensemble.Prior;
import dev.medley.ensemble.Ucb1;
import dev.medley.lab.protocol.Method;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The online rounds of a late ensemble over frozen members, whose costs are looked up. */
final class Play {
  /** Share of the rounds whose arm is drawn evenly, as a node serves by default. */
  private static final double FLOOR = 0.01;

  private Play() {}

  static Policy policy(Method late) {
    return switch (late) {
      case LATE_UCB1 -> new Ucb1(1);
      case LATE_UCB1_TUNED -> new Ucb1(0.1);
      case LATE -> AdaptiveBound.DEFAULT;
      case BASE, SFT, DPO, RL, EARLY ->
          throw new IllegalArgumentException(late + " chooses among nobody");
    };
  }

  /**
   * Who answers in each round; the feedback is that round's edit cost.
   *
   * @param costs of each member's answers, round by round
   * @param believed what the gate says that members cost; only our policy looks at it
   */
  static List<Method> arms(
      Method late, Map<Method, List<Double>> costs, Map<Method, Double> believed, long seed) {
    boolean ours = late == Method.LATE;
    LateEnsemble ensemble = new LateEnsemble(policy(late), 0, ours ? FLOOR : 0);
    SplittableRandom random = new SplittableRandom(seed);
    Map<Method, ArmState> known = new EnumMap<>(Method.class);
    costs
        .keySet()
        .forEach(
            arm -> {
              double cost = believed.getOrDefault(arm, Double.NaN);
              Prior prior = ours && cost >= 0 ? new Prior(cost, 1) : Prior.NONE;
              known.put(arm, ArmState.UNPLAYED.withPrior(prior));
            });
    int rounds = costs.values().iterator().next().size();
    List<Method> arms = new ArrayList<>();
    for (int t = 0; t < rounds; t++) {
      Map<String, ArmState> states = new HashMap<>();
      known.forEach((arm, state) -> states.put(arm.name(), state));
      Method arm = Method.valueOf(ensemble.choose(states, random).arm());
      ArmState state = known.get(arm);
      known.put(arm, state.withCosts(state.costs().plus(t, costs.get(arm).get(t))));
      arms.add(arm);
    }
    return arms;
  }
}
