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

/**
 * SFT's suboptimality (Eq. 3) ends at a floor that more edits don't lower, and a larger γ_min does.
 */
final class SftFloor {
  private static final double[] GAMMAS = {0.1, 0.5, 0.9};
  private static final int[] EDITS = {1_000, 3_000, 10_000, 30_000, 100_000};
  private static final int REPETITIONS = 24;

  private SftFloor() {}

  static Finding run(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    World world = Worlds.random(4, 12, 0.25, random);
    double reference = world.subOptimality(world.reference());
    List<Claim> claims = new ArrayList<>();
    Panel edits = new Panel("More edits (lines: theory)", "edits n", "SubOpt(SFT)");
    for (int g = 0; g < GAMMAS.length; g++) {
      Editor editor = editor(world, GAMMAS[g]);
      Rate rate = Rate.sft(world, editor);
      Panel.Series predicted = edits.add("", g, Style.LINE);
      Panel.Series measured = edits.add("γ_min = " + GAMMAS[g], g, Style.POINTS);
      for (int n : EDITS) {
        Estimate found =
            Estimate.of(
                REPETITIONS,
                () ->
                    world.subOptimality(
                        new Learner.Sft(world.reference())
                            .learn(EditLog.sample(world, editor, n, random))));
        predicted.put(n, rate.at(n));
        measured.put(n, found);
        if (n >= 10_000) {
          String what = "SubOpt(SFT), γ_min = %s, n = %,d".formatted(GAMMAS[g], n);
          claims.add(
              new Claim("sft", what, found, Relation.EQUALS, rate.at(n), 0.05 * rate.slope() / n));
        }
      }
    }
    return new Finding("sft", List.of(edits, floors(world, reference, claims)), claims);
  }

  private static Panel floors(World world, double reference, List<Claim> claims) {
    Panel panel = new Panel("A stronger user", "1 − γ_min", "floor of SubOpt(SFT)");
    Panel.Series bound = panel.add("(1 − γ_min)·SubOpt(π_ref)", 1, Style.DASHED);
    Panel.Series floor = panel.add("floor, exact", 0, Style.LINE);
    for (double missing : new double[] {0.01, 0.03, 0.1, 0.3, 1}) {
      double exact = Rate.sft(world, editor(world, 1 - missing)).floor();
      bound.put(missing, missing * reference);
      floor.put(missing, exact);
      String what = "SFT's floor, γ_min = %.2f".formatted(1 - missing);
      double most = missing * reference;
      claims.add(new Claim("sft", what, Estimate.exact(exact), Relation.AT_MOST, most, 1e-12));
    }
    return panel;
  }

  private static Editor editor(World world, double gamma) {
    return Editor.balanced(world, Worlds.ring(world.responses()), gamma);
  }
}
