package dev.medley.lab.theory;

import dev.medley.lab.theory.findings.Claim;
import dev.medley.lab.theory.findings.Claim.Relation;
import dev.medley.lab.theory.findings.Estimate;
import dev.medley.lab.theory.findings.Finding;
import dev.medley.lab.theory.findings.Panel;
import dev.medley.lab.theory.findings.Panel.Style;
import dev.medley.lab.theory.learners.Late;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Three settings, each won by another member; the late ensemble is near the winner in all. */
final class Corners {
  private static final List<Function<RandomGenerator, Corner>> CORNERS =
      List.of(Corner::sft, Corner::dpo, Corner::rl);
  private static final List<String> MEMBERS =
      List.of("sft", "dpo", "rl", "early", "rl-pessimistic");
  private static final int[] ROUNDS = {10, 30, 100, 300, 1_000, 3_000, 10_000, Late.ROUNDS};
  private static final int REPETITIONS = 12;

  private final SplittableRandom random;
  private final List<Claim> claims = new ArrayList<>();
  private final Panel suboptimality =
      new Panel("Who wins", "", "SubOpt").categories("SFT's corner", "DPO's corner", "RL's corner");
  private final Panel regret =
      new Panel("What LATE pays for exploring", "rounds", "cost above the best member's");
  private final Map<String, Panel.Series> series = new LinkedHashMap<>();

  private Corners(long seed) {
    random = new SplittableRandom(seed);
    int[] groups = {1, 0, 3, 2, 4};
    for (int i = 0; i < groups.length; i++) {
      String name = MEMBERS.get(i);
      series.put(name, suboptimality.add(label(name), groups[i], Style.POINTS));
    }
    series.put("late", suboptimality.add("LATE", 5, Style.POINTS));
  }

  static Finding run(long seed) {
    Corners experiment = new Corners(seed);
    for (int i = 0; i < CORNERS.size(); i++) {
      experiment.corner(i, CORNERS.get(i));
    }
    List<Panel> panels = List.of(experiment.suboptimality, experiment.regret);
    return new Finding("corners", panels, experiment.claims);
  }

  private void corner(int index, Function<RandomGenerator, Corner> corner) {
    Map<String, List<Double>> found = new LinkedHashMap<>();
    List<Double> excess = new ArrayList<>();
    double[] above = new double[ROUNDS.length];
    String winner = "";
    for (int i = 0; i < REPETITIONS; i++) {
      Corner drawn = corner.apply(random);
      winner = drawn.winner();
      Map<String, double[][]> members = drawn.members(random);
      List<String> arms = Late.play(members, drawn.editor(), random);
      Map<String, Double> costs = new LinkedHashMap<>();
      Map<String, Double> losses = new LinkedHashMap<>();
      members.forEach((name, policy) -> costs.put(name, drawn.world().meanCost(policy)));
      members.forEach((name, policy) -> losses.put(name, drawn.world().subOptimality(policy)));
      double least = costs.values().stream().mapToDouble(c -> c).min().orElseThrow();
      losses.put("late", arms.stream().mapToDouble(losses::get).average().orElseThrow());
      losses.forEach((name, loss) -> found.computeIfAbsent(name, n -> new ArrayList<>()).add(loss));
      for (int r = 0; r < ROUNDS.length; r++) {
        List<String> sofar = arms.subList(0, ROUNDS[r]);
        double cost = sofar.stream().mapToDouble(costs::get).average().orElseThrow();
        above[r] += (cost - least) / REPETITIONS;
      }
      double paid = arms.stream().mapToDouble(costs::get).average().orElseThrow() - least;
      double allowed = costs.values().stream().mapToDouble(c -> Late.regret(c - least)).sum();
      excess.add(paid - allowed);
    }
    draw(index, winner, found, above);
    claim(winner, found);
    String what = "%s corner, LATE's cost less the best's and the bound".formatted(label(winner));
    claims.add(new Claim("corners", what, Estimate.of(excess), Relation.AT_MOST, 0, 0));
  }

  private void draw(int index, String winner, Map<String, List<Double>> found, double[] above) {
    int position = 0;
    for (Map.Entry<String, Panel.Series> entry : series.entrySet()) {
      double at = index + 1 + 0.08 * (position++ - 2.5);
      entry.getValue().put(at, Estimate.of(found.get(entry.getKey())));
    }
    int[] groups = {1, 0, 3};
    Panel.Series line = regret.add(label(winner) + " corner", groups[index], Style.LINE);
    for (int r = 0; r < ROUNDS.length; r++) {
      line.put(ROUNDS[r], above[r]);
    }
  }

  private void claim(String winner, Map<String, List<Double>> found) {
    for (String other : MEMBERS.subList(0, 3)) {
      if (!other.equals(winner)) {
        List<Double> gaps = new ArrayList<>();
        for (int i = 0; i < REPETITIONS; i++) {
          gaps.add(found.get(winner).get(i) - found.get(other).get(i));
        }
        String what =
            "%s corner, SubOpt, %s less %s".formatted(label(winner), label(winner), label(other));
        claims.add(new Claim("corners", what, Estimate.of(gaps), Relation.BELOW, 0, 0));
      }
    }
  }

  private static String label(String member) {
    return member.equals("rl-pessimistic") ? "RL, pessimistic" : member.toUpperCase(Locale.ROOT);
  }
}
