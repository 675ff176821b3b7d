package dev.medley.lab.theory;

import dev.medley.lab.theory.findings.Claim;
import dev.medley.lab.theory.findings.Claim.Relation;
import dev.medley.lab.theory.findings.Estimate;
import dev.medley.lab.theory.findings.Finding;
import dev.medley.lab.theory.findings.Panel;
import dev.medley.lab.theory.findings.Panel.Style;
import dev.medley.lab.theory.learners.Learner;
import dev.medley.lab.theory.learners.Rate;
import dev.medley.lab.theory.world.EditLog;
import dev.medley.lab.theory.world.Editor;
import dev.medley.lab.theory.world.World;
import dev.medley.lab.theory.world.Worlds;
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
    Panel panel = new Panel("A stronger user (lines: theory)", "γ_min", "SubOpt").linearX();
    double[] gammas = {0, 0.2, 0.4, 0.6, 0.8};
    List<Editor> editors = new ArrayList<>();
    for (double gamma : gammas) {
      editors.add(Editor.balanced(world, Worlds.anyOther(world.responses()), gamma));
    }
    List<Estimate> found = compare(panel, gammas, editors, "γ_min = ");
    double imitated =
        Rate.sft(world, editors.get(0)).at(EDITS) / Rate.sft(world, editors.get(4)).at(EDITS);
    Estimate ratio = Estimate.exact(found.get(0).mean() / found.get(4).mean());
    String what = "γ_min = 0 over 0.8: DPO's SubOpt, beside SFT's";
    claims.add(new Claim("dpo", what, ratio, Relation.BELOW, imitated / 5, 0));
    return panel;
  }

  private Panel coverage() {
    Panel panel =
        new Panel(
            "Preference coverage (lines: theory)", "share of weak edits between halves", "SubOpt");
    double[] shares = {0.5, 0.15, 0.05, 0.015, 0.005};
    List<Editor> editors = new ArrayList<>();
    for (double share : shares) {
      editors.add(Editor.balanced(world, Worlds.twoGroups(world.responses(), share), 0));
    }
    compare(panel, shares, editors, "share between halves = ");
    return panel;
  }

  private List<Estimate> compare(Panel panel, double[] at, List<Editor> editors, String setting) {
    Panel.Series measured = panel.add("DPO", 0, Style.POINTS);
    Panel.Series predicted = panel.add("", 0, Style.LINE);
    Panel.Series imitated = panel.add("SFT", 1, Style.POINTS);
    Panel.Series imitation = panel.add("", 1, Style.LINE);
    List<Estimate> found = new ArrayList<>();
    for (int i = 0; i < at.length; i++) {
      Editor editor = editors.get(i);
      double theory = Rate.dpo(world, editor).at(EDITS);
      found.add(measure(dpo, editor));
      measured.put(at[i], found.get(i));
      predicted.put(at[i], theory);
      imitated.put(at[i], measure(sft, editor));
      imitation.put(at[i], Rate.sft(world, editor).at(EDITS));
      claim(
          "SubOpt(DPO), " + setting + at[i], found.get(i), Relation.EQUALS, theory, 0.05 * theory);
    }
    return found;
  }

  private Panel balance() {
    Panel panel =
        new Panel("Balance broken (lines: n → ∞)", "share of jumps to the best answer", "SubOpt")
            .linearX()
            .from(1e-4);
    Panel.Series measured = panel.add("DPO", 0, Style.POINTS);
    Panel.Series floor = panel.add("", 0, Style.LINE);
    Panel.Series imitated = panel.add("SFT", 1, Style.POINTS);
    Panel.Series imitation = panel.add("", 1, Style.LINE);
    Editor balanced = Editor.balanced(world, Worlds.anyOther(world.responses()), 0.2);
    double chance = Rate.dpo(world, balanced).at(EDITS);
    for (double share : new double[] {0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3}) {
      Editor editor = balanced.withJumpToBest(share, world);
      EditLog exact = EditLog.exact(world, editor);
      double limit = world.subOptimality(dpo.learn(exact));
      floor.put(share, limit);
      measured.put(share, measure(dpo, editor));
      imitated.put(share, measure(sft, editor));
      imitation.put(share, world.subOptimality(sft.learn(exact)));
      if (share == 0) {
        claim("DPO's floor, balanced", Estimate.exact(limit), Relation.EQUALS, 0, 1e-6);
      } else if (share >= 0.05) {
        claim("DPO's floor, jumps = " + share, Estimate.exact(limit), Relation.ABOVE, chance, 0);
      }
    }
    return panel;
  }

  private Panel coefficient() {
    String title = "DPO's coefficient, β = %s (line: n → ∞)".formatted(world.beta());
    Panel panel = new Panel(title, "coefficient b", "SubOpt").from(1e-4);
    Panel.Series measured = panel.add("DPO", 0, Style.POINTS);
    Panel.Series exact = panel.add("", 0, Style.LINE);
    Editor editor = Editor.balanced(world, Worlds.anyOther(world.responses()), 0.2);
    for (double power = -1; power < 1.001; power += 0.01) {
      exact.put(Math.pow(10, power), limit(Math.pow(10, power)));
    }
    for (double b : new double[] {0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.6, 2.5, 5, 10}) {
      Estimate found = measure(new Learner.Dpo(world.reference(), b), editor);
      measured.put(b, found);
      if (b == 0.4 || b == 2.5) {
        claim("SubOpt(DPO), coefficient " + b, found, Relation.EQUALS, limit(b), 0.05 * limit(b));
      }
    }
    return panel;
  }

  /** What DPO with coefficient b ends at, π_ref·exp(−c/βb). */
  private double limit(double b) {
    return world.subOptimality(world.tilted(world.beta() * b));
  }

  private Estimate measure(Learner learner, Editor editor) {
    return Estimate.of(
        REPETITIONS,
        () -> world.subOptimality(learner.learn(EditLog.sample(world, editor, EDITS, random))));
  }

  private void claim(
      String what, Estimate found, Relation relation, double reference, double slack) {
    claims.add(new Claim("dpo", what, found, relation, reference, slack));
  }
}
