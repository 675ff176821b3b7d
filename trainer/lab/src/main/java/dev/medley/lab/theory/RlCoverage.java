package dev.medley.lab.theory;

import dev.medley.lab.theory.Claim.Relation;
import dev.medley.lab.theory.Panel.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** RL (Eqs. 5 and 6) wins with a simple cost class; where drafts are rare, pessimism matters. */
final class RlCoverage {
  private static final int[] EDITS = {1_000, 3_000, 10_000, 30_000, 100_000};
  private static final int REPETITIONS = 12;
  private static final int DRAFTS = 20_000;

  private final SplittableRandom random;
  private final List<Claim> claims = new ArrayList<>();

  private RlCoverage(long seed) {
    random = new SplittableRandom(seed);
  }

  static Finding run(long seed) {
    RlCoverage experiment = new RlCoverage(seed);
    return new Finding(
        "rl", List.of(experiment.classes(), experiment.coverage()), experiment.claims);
  }

  private Panel classes() {
    CostClass simple = CostClasses.random(8, 12, 3, random);
    World world = CostClasses.world(simple, 0.3, random);
    CostClass tabular = CostClass.tabular(world, simple.most());
    Editor editor = Editor.balanced(world, Worlds.anyOther(world.responses()), 0.3);
    Panel panel = new Panel("A simple cost class", "edits n", "SubOpt", true, true);
    double[][] reference = world.reference();
    Panel.Series dpo = panel.add("DPO", 0, Style.POINTS);
    Panel.Series dpoRate = panel.add("DPO, theory", 0, Style.LINE);
    Panel.Series sft = panel.add("SFT", 1, Style.POINTS);
    Panel.Series sftRate = panel.add("SFT, theory", 1, Style.LINE);
    Panel.Series table = panel.add("RL, %d weights".formatted(tabular.size()), 2, Style.POINTS);
    Panel.Series tableRate =
        panel.add("RL, %d weights, theory".formatted(tabular.size()), 2, Style.LINE);
    Panel.Series few = panel.add("RL, %d weights".formatted(simple.size()), 3, Style.POINTS);
    Panel.Series fewRate =
        panel.add("RL, %d weights, theory".formatted(simple.size()), 3, Style.LINE);
    Learner rl = new Learner.Rl(reference, simple, world.beta(), false);
    Learner rlTable = new Learner.Rl(reference, tabular, world.beta(), false);
    for (int n : EDITS) {
      Rate rate = Rate.rl(world, editor, simple);
      Rate rateTable = Rate.rl(world, editor, tabular);
      Estimate found = measure(world, editor, rl, n);
      Estimate foundTable = measure(world, editor, rlTable, n);
      Panel.put(few, n, found);
      Panel.put(fewRate, n, rate.at(n));
      Panel.put(table, n, foundTable);
      Panel.put(tableRate, n, rateTable.at(n));
      Panel.put(dpo, n, measure(world, editor, new Learner.Dpo(reference, 1), n));
      Panel.put(dpoRate, n, Rate.dpo(world, editor).at(n));
      Panel.put(sft, n, measure(world, editor, new Learner.Sft(reference), n));
      Panel.put(sftRate, n, Rate.sft(world, editor).at(n));
      if (n >= 30_000) {
        claims.add(
            equal(
                "SubOpt(RL), %d weights, n = %,d".formatted(simple.size(), n), found, rate.at(n)));
        claims.add(
            equal(
                "SubOpt(RL), %d weights, n = %,d".formatted(tabular.size(), n),
                foundTable,
                rateTable.at(n)));
      }
    }
    return panel;
  }

  private Panel coverage() {
    Panel panel =
        new Panel("Coverage by drafts", "share of drafts in the rare half", "SubOpt", true, true);
    Panel.Series plain = panel.add("RL", 3, Style.POINTS);
    Panel.Series wary = panel.add("RL, pessimistic", 4, Style.POINTS);
    for (double share : new double[] {0.5, 0.1, 0.03, 0.01, 0.003, 0.001}) {
      World world = CostClasses.rareHalf(share, 0.1, random);
      CostClass costs = CostClasses.shared(world);
      Editor editor = Editor.balanced(world, Worlds.anyOther(world.responses()), 0.1);
      Learner rl = new Learner.Rl(world.reference(), costs, world.beta(), false);
      Learner pessimistic = new Learner.Rl(world.reference(), costs, world.beta(), true);
      Panel.put(plain, share, measure(world, editor, rl, DRAFTS));
      Panel.put(wary, share, measure(world, editor, pessimistic, DRAFTS));
    }
    return panel;
  }

  private Estimate measure(World world, Editor editor, Learner learner, int n) {
    return Estimate.of(
        REPETITIONS,
        () -> world.subOptimality(learner.learn(EditLog.sample(world, editor, n, random))));
  }

  private static Claim equal(String what, Estimate found, double predicted) {
    return new Claim("rl", what, found, Relation.EQUALS, predicted, 0.05 * predicted);
  }
}
