package dev.medley.lab.theory;

import dev.medley.lab.theory.Claim.Relation;
import dev.medley.lab.theory.Panel.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** DPO (Eq. 4) does not care about γ_min, but about which pairs it sees, and about balance. */
final class DpoCoverage {
  private static final int EDITS = 100_000;
  private static final int REPETITIONS = 12;

  private final SplittableRandom random;
  private final World world;
  private final Learner dpo;
  private final Learner sft;
  private final List<Claim> claims = new ArrayList<>();

  private DpoCoverage(long seed) {
    random = new SplittableRandom(seed);
    world = Worlds.random(4, 10, 0.4, random);
    dpo = new Learner.Dpo(world.reference(), 1);
    sft = new Learner.Sft(world.reference());
  }

  static Finding run(long seed) {
    DpoCoverage experiment = new DpoCoverage(seed);
    List<Panel> panels =
        List.of(
            experiment.strength(),
            experiment.coverage(),
            experiment.balance(),
            experiment.coefficient());
    return new Finding("dpo", panels, experiment.claims);
  }

  private Panel strength() {
    Panel panel = panel("A stronger user", "γ_min", false);
    Panel.Series floor = panel.add("", 1, Style.LINE);
    Panel.Series imitated = panel.add("SFT", 1, Style.POINTS);
    Panel.Series predicted = panel.add("", 0, Style.LINE);
    Panel.Series measured = panel.add("DPO", 0, Style.POINTS);
    double least = Double.MAX_VALUE;
    double most = 0;
    for (double gamma : new double[] {0, 0.2, 0.4, 0.6, 0.8}) {
      Editor editor = Editor.balanced(world, Worlds.anyOther(world.responses()), gamma);
      Rate rate = Rate.dpo(world, editor);
      Estimate found = measure(dpo, editor);
      predicted.put(gamma, rate.at(EDITS));
      measured.put(gamma, found);
      floor.put(gamma, Rate.sft(world, editor).at(EDITS));
      imitated.put(gamma, measure(sft, editor));
      claims.add(equal("SubOpt(DPO), γ_min = " + gamma, found, rate));
      least = Math.min(least, found.mean());
      most = Math.max(most, found.mean());
    }
    claims.add(
        new Claim(
            "dpo",
            "SubOpt(DPO), most over least of all γ_min",
            Estimate.exact(most / least),
            Relation.AT_MOST,
            2.5,
            0));
    return panel;
  }

  private Panel coverage() {
    Panel panel = panel("Preference coverage", "share of weak edits that link the halves", true);
    Panel.Series predicted = panel.add("", 0, Style.LINE);
    Panel.Series measured = panel.add("DPO", 0, Style.POINTS);
    Panel.Series imitated = panel.add("SFT", 1, Style.POINTS);
    Panel.Series floor = panel.add("", 1, Style.LINE);
    for (double crossing : new double[] {0.5, 0.15, 0.05, 0.015, 0.005}) {
      Editor editor = Editor.balanced(world, Worlds.twoGroups(world.responses(), crossing), 0);
      Rate rate = Rate.dpo(world, editor);
      Estimate found = measure(dpo, editor);
      predicted.put(crossing, rate.at(EDITS));
      measured.put(crossing, found);
      imitated.put(crossing, measure(sft, editor));
      floor.put(crossing, Rate.sft(world, editor).at(EDITS));
      claims.add(equal("SubOpt(DPO), linking share = " + crossing, found, rate));
    }
    return panel;
  }

  private Panel balance() {
    Panel panel = panel("Balance broken", "share of one-way jumps to the best answer", false);
    Panel.Series floor = panel.add("", 0, Style.LINE);
    Panel.Series measured = panel.add("DPO", 0, Style.POINTS);
    Panel.Series imitated = panel.add("SFT", 1, Style.POINTS);
    Panel.Series imitation = panel.add("", 1, Style.LINE);
    Editor balanced = Editor.balanced(world, Worlds.anyOther(world.responses()), 0.2);
    for (double share : new double[] {0, 0.05, 0.1, 0.2, 0.3}) {
      Editor editor = balanced.withJumpToBest(share, world);
      EditLog exact = EditLog.exact(world, editor);
      double limit = world.subOptimality(dpo.learn(exact));
      floor.put(share, Math.max(limit, 1e-6));
      measured.put(share, measure(dpo, editor));
      imitated.put(share, measure(sft, editor));
      imitation.put(share, world.subOptimality(sft.learn(exact)));
      claims.add(
          share == 0
              ? new Claim(
                  "dpo", "DPO's floor, balanced", Estimate.exact(limit), Relation.EQUALS, 0, 1e-6)
              : new Claim(
                  "dpo",
                  "DPO's floor, jumps = " + share,
                  Estimate.exact(limit),
                  Relation.ABOVE,
                  Rate.dpo(world, balanced).at(EDITS),
                  0));
    }
    return panel;
  }

  private Panel coefficient() {
    Panel panel = panel("DPO's coefficient (β = 0.4)", "coefficient b", true);
    Panel.Series exact = panel.add("", 0, Style.LINE);
    Panel.Series measured = panel.add("DPO", 0, Style.POINTS);
    Editor editor = Editor.balanced(world, Worlds.anyOther(world.responses()), 0.2);
    for (double b : new double[] {0.2, 0.4, 0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.6, 2.5, 5}) {
      double limit = world.subOptimality(world.tilted(world.beta() * b));
      Estimate found = measure(new Learner.Dpo(world.reference(), b), editor);
      exact.put(b, Math.max(limit, 1e-5));
      measured.put(b, found);
    }
    return panel;
  }

  private Estimate measure(Learner learner, Editor editor) {
    return Estimate.of(
        REPETITIONS,
        () -> world.subOptimality(learner.learn(EditLog.sample(world, editor, EDITS, random))));
  }

  private static Panel panel(String title, String xLabel, boolean logX) {
    Panel panel = new Panel(title + " (lines: theory)", xLabel, "SubOpt");
    return logX ? panel : panel.linearX();
  }

  private static Claim equal(String what, Estimate found, Rate rate) {
    double predicted = rate.at(EDITS);
    return new Claim("dpo", what, found, Relation.EQUALS, predicted, 0.05 * predicted);
  }
}
