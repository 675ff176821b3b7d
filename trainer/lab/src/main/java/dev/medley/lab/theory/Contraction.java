package dev.medley.lab.theory;

import dev.medley.lab.theory.findings.Claim;
import dev.medley.lab.theory.findings.Claim.Relation;
import dev.medley.lab.theory.findings.Estimate;
import dev.medley.lab.theory.findings.Finding;
import dev.medley.lab.theory.findings.Panel;
import dev.medley.lab.theory.findings.Panel.Style;
import dev.medley.lab.theory.learners.Learner;
import dev.medley.lab.theory.world.Distributions;
import dev.medley.lab.theory.world.EditLog;
import dev.medley.lab.theory.world.Editor;
import dev.medley.lab.theory.world.World;
import dev.medley.lab.theory.world.Worlds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Lemma 1: who imitates edits comes nearer to π* by 1 − γ_min, each time anew. */
final class Contraction {
  private static final double[] GAMMAS = {0.1, 0.3, 0.6};
  private static final int ROUNDS = 12;
  private static final int EDITS = 100_000;

  private Contraction() {}

  static Finding run(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    World world = Worlds.random(4, 12, 0.25, random);
    double[][] optimum = world.optimum();
    double start = Distributions.totalVariation(world.reference(), optimum);
    Panel panel =
        new Panel(
                "Imitating edits (points: samples, line: exact, dashed: bound)",
                "rounds k",
                "total variation from π*")
            .linearX()
            .from(1e-3);
    List<Claim> claims = new ArrayList<>();
    for (int g = 0; g < GAMMAS.length; g++) {
      double gamma = GAMMAS[g];
      Editor editor = Editor.balanced(world, Worlds.ring(world.responses()), gamma);
      Panel.Series bound = panel.add("", g, Style.DASHED);
      Panel.Series exact = panel.add("", g, Style.LINE);
      Panel.Series sampled = panel.add("γ_min = " + gamma, g, Style.POINTS);
      double[][] policy = world.reference();
      double[][] learnt = world.reference();
      double steepest = 0;
      double noise = 0;
      for (int k = 0; k <= ROUNDS; k++) {
        double distance = Distributions.totalVariation(policy, optimum);
        double reached = Distributions.totalVariation(learnt, optimum);
        bound.put(k, start * Math.pow(1 - gamma, k));
        exact.put(k, distance);
        sampled.put(k, reached);
        if (k == 1 || k == ROUNDS) {
          String of = "γ_min = %s, TV after %d rounds".formatted(gamma, k);
          double most = start * Math.pow(1 - gamma, k);
          claims.add(claim(of + ", exact", distance, most, 1e-12));
          // The distance of a sample scatters by much less than a half around its mean.
          claims.add(claim(of + ", sampled", reached, most, 1.5 * noise));
        }
        policy = editor.after(policy);
        steepest = Math.max(steepest, Distributions.totalVariation(policy, optimum) / distance);
        learnt =
            new Learner.Sft(world.reference()).learn(EditLog.sample(learnt, editor, EDITS, random));
        noise = noise * (1 - gamma) + chance(world);
      }
      claims.add(
          claim(
              "γ_min = %s, most TV ratio of a round".formatted(gamma), steepest, 1 - gamma, 1e-9));
    }
    return new Finding("contraction", List.of(panel), claims);
  }

  /** E‖p̂ − p‖_TV ≤ ½√((K − 1)/n) for the frequencies p̂ of n draws among K. */
  private static double chance(World world) {
    return Math.sqrt((world.responses() - 1.0) * world.contexts() / EDITS) / 2;
  }

  private static Claim claim(String what, double found, double most, double slack) {
    return new Claim("contraction", what, Estimate.exact(found), Relation.AT_MOST, most, slack);
  }
}
