package dev.medley.lab.theory.learners;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Ucb1;
import dev.medley.lab.theory.world.EditLog;
import dev.medley.lab.theory.world.Editor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The online phase of Protocol 1: the late ensemble (Algorithm 1) chooses who answers. */
public final class Late {
  /** About the spread of what one edit costs. */
  static final double ALPHA = 1;

  public static final int ROUNDS = 20_000;

  private Late() {}

  /** Who answered, round after round, the users' edits being the feedback. */
  public static List<String> play(
      Map<String, double[][]> members, Editor editor, RandomGenerator random) {
    LateEnsemble ensemble = new LateEnsemble(new Ucb1(ALPHA), 0, 0);
    Map<String, ArmState> known = new HashMap<>();
    members.keySet().forEach(member -> known.put(member, ArmState.UNPLAYED));
    List<String> arms = new ArrayList<>();
    for (int t = 0; t < ROUNDS; t++) {
      String arm = ensemble.choose(known, random).arm();
      double[][] policy = members.get(arm);
      int x = random.nextInt(policy.length);
      int draft = EditLog.draw(policy[x], random);
      int edited = EditLog.draw(editor.row(x, draft), random);
      double cost = editor.cost(x, draft, edited);
      long round = t;
      known.computeIfPresent(
          arm, (name, state) -> state.withCosts(state.costs().plus(round, cost)));
      arms.add(arm);
    }
    return arms;
  }

  /**
   * What exploring may cost a round, of UCB's form (Auer et al. 2002): an arm whose cost lies a gap
   * above the best is played 4·α²·log T/gap² times at most.
   */
  public static double regret(double gap) {
    double plays = 4 * ALPHA * ALPHA * Math.log(ROUNDS) / (gap * gap);
    return gap * Math.min(1, plays / ROUNDS);
  }
}
