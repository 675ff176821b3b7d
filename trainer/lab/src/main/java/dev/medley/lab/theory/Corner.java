package dev.medley.lab.theory;

import dev.medley.lab.theory.learners.Learner;
import dev.medley.lab.theory.world.CostClass;
import dev.medley.lab.theory.world.CostClasses;
import dev.medley.lab.theory.world.Distributions;
import dev.medley.lab.theory.world.EditLog;
import dev.medley.lab.theory.world.Editor;
import dev.medley.lab.theory.world.World;
import dev.medley.lab.theory.world.Worlds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A setting in which one of the three members wins.
 *
 * @param winner sft, dpo or rl
 * @param costs the class that RL fits
 * @param edits that are logged
 */
record Corner(String winner, World world, Editor editor, CostClass costs, int edits) {
  private static final int CONTEXTS = 4;
  private static final int RESPONSES = 12;

  /**
   * Strong users; the better a good answer, the less it is drafted, and drafts hardly ever show
   * any: DPO can't compare the good ones, RL seldom sees what they cost.
   */
  static Corner sft(RandomGenerator random) {
    double beta = 0.05;
    double[][] cost = new double[CONTEXTS][RESPONSES];
    double[][] reference = new double[CONTEXTS][];
    for (int x = 0; x < CONTEXTS; x++) {
      double[] logits = new double[RESPONSES];
      for (int y = 0; y < RESPONSES; y++) {
        boolean good = y < RESPONSES / 2;
        cost[x][y] = good ? random.nextDouble(0.1, 0.4) : random.nextDouble(0.9, 1);
        logits[y] = good ? (0.6 * cost[x][y] - 0.7) / beta : 0;
      }
      reference[x] = Distributions.softmax(logits);
    }
    World world = new World(cost, reference, beta);
    Editor editor = Editor.balanced(world, Worlds.anyOther(RESPONSES), 0.95);
    return new Corner("sft", world, editor, CostClass.tabular(world, 1), 3_000);
  }

  /** Weak users whose pairs link all responses; costs that RL's class does not hold. */
  static Corner dpo(RandomGenerator random) {
    World world = Worlds.random(CONTEXTS, RESPONSES, 0.1, random);
    Editor editor = Editor.balanced(world, Worlds.anyOther(RESPONSES), 0.02);
    CostClass costs = CostClasses.random(CONTEXTS, RESPONSES, 3, random);
    return new Corner("dpo", world, editor, costs, 30_000);
  }

  /** Weak users who hardly ever leave the half that a draft lies in; costs of three weights. */
  static Corner rl(RandomGenerator random) {
    CostClass costs = CostClasses.halves(CONTEXTS, RESPONSES, random);
    World world = CostClasses.world(costs, 0.1, random);
    Editor editor = Editor.balanced(world, Worlds.twoGroups(RESPONSES, 0), 1e-4);
    return new Corner("rl", world, editor, costs, 3_000);
  }

  /** The members, each learnt from one log. */
  Map<String, double[][]> members(SplittableRandom random) {
    double[][] reference = world.reference();
    EditLog log = EditLog.sample(world, editor, edits, random);
    Map<String, double[][]> members = new LinkedHashMap<>();
    members.put("sft", new Learner.Sft(reference).learn(log));
    members.put("dpo", new Learner.Dpo(reference, 1).learn(log));
    members.put("rl", new Learner.Rl(reference, costs, world.beta(), false).learn(log));
    members.put("early", new Learner.Early(reference, 1, 1).learn(log));
    members.put("rl-pessimistic", new Learner.Rl(reference, costs, world.beta(), true).learn(log));
    return members;
  }
}
