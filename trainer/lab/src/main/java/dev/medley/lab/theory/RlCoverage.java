package dev.medley.lab.theory;

import dev.medley.lab.theory.findings.Claim;
import dev.medley.lab.theory.findings.Claim.Relation;
import dev.medley.lab.theory.findings.Estimate;
import dev.medley.lab.theory.findings.Finding;
import dev.medley.lab.theory.findings.Panel;
import dev.medley.lab.theory.findings.Panel.Style;
import dev.medley.lab.theory.learners.Learner;
import dev.medley.lab.theory.learners.Rate;
import dev.medley.lab.theory.world.CostClass;
import dev.medley.lab.theory.world.CostClasses;
import dev.medley.lab.theory.world.EditLog;
import dev.medley.lab.theory.world.Editor;
import dev.medley.lab.theory.world.World;
import dev.medley.lab.theory.world.Worlds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** RL (Eqs. 5 and 6) wins with a simple cost class; where drafts are rare, pessimism matters. */
final class RlCoverage {
  private static final int[] EDITS = {1_000, 3_000, 10_000, 30_000, 100_000};
  private static final int REPETITIONS = 24;
  private static final double[] RARE = {0.5, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003};
  private static final int DRAFTS = 5_000;

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
    double[][] reference = world.reference();
    Panel panel = new Panel("A simple cost class (lines: theory)", "edits n", "SubOpt");
    compare(panel, 0, "DPO", world, editor, new Learner.Dpo(reference, 1), Rate.dpo(world, editor));
    compare(panel, 1, "SFT", world, editor, new Learner.Sft(reference), Rate.sft(world, editor));
    CostClass[] classes = {tabular, simple};
    for (int i = 0; i < classes.length; i++) {
      Learner rl = new Learner.Rl(reference, classes[i], world.beta(), false);
      String name = "RL, %d weights".formatted(classes[i].size());
      compare(panel, 2 + i, name, world, editor, rl, Rate.rl(world, editor, classes[i]));
    }
    return panel;
  }

  private void compare(
      Panel panel, int group, String name, World world, Editor editor, Learner learner, Rate rate) {
    Panel.Series measured = panel.add(name, group, Style.POINTS);
    Panel.Series theory = panel.add("", group, Style.LINE);
    for (int n : EDITS) {
      Estimate found = measure(world, editor, learner, n);
      measured.put(n, found);
      theory.put(n, rate.at(n));
      if (n == EDITS[EDITS.length - 1]) {
        String what = "SubOpt, %s, n = %,d".formatted(name, n);
        double slack = 0.05 * rate.at(n);
        claims.add(new Claim("rl", what, found, Relation.EQUALS, rate.at(n), slack));
      }
    }
  }

  private Panel coverage() {
    Panel panel = new Panel("A fault that drafts seldom show", "share of drafts with it", "SubOpt");
    Panel.Series plain = panel.add("RL", 3, Style.POINTS);
    Panel.Series wary = panel.add("RL, pessimistic", 4, Style.POINTS);
    CostClass costs = CostClasses.faults(2, 12);
    for (double share : RARE) {
      World world = CostClasses.withFaults(costs, share, 0.05);
      Editor editor = Editor.balanced(world, Worlds.anyOther(world.responses()), 0.5);
      Learner rl = new Learner.Rl(world.reference(), costs, world.beta(), false);
      Learner pessimistic = new Learner.Rl(world.reference(), costs, world.beta(), true);
      Estimate bold = measure(world, editor, rl, DRAFTS);
      Estimate careful = measure(world, editor, pessimistic, DRAFTS);
      plain.put(share, bold);
      wary.put(share, careful);
      boolean seen = share * DRAFTS > 100;
      String what = "SubOpt, RL less pessimistic RL, fault drafted %.2f %%".formatted(100 * share);
      Relation relation = seen ? Relation.BELOW : Relation.ABOVE;
      if (seen || share * DRAFTS <= 5) {
        claims.add(new Claim("rl", what, bold.less(careful), relation, 0, 0));
      }
    }
    return panel;
  }

  private Estimate measure(World world, Editor editor, Learner learner, int n) {
    return Estimate.of(
        REPETITIONS,
        () -> world.subOptimality(learner.learn(EditLog.sample(world, editor, n, random))));
  }
}
