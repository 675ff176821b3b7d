package dev.medley.lab.tables;

import static java.util.Comparator.comparingDouble;

import dev.medley.lab.protocol.Judgement;
import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.report.Interval;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What each method costs in one setting, with one kind of user, seed by seed. */
final class Column {
  private final Setting setting;
  private final Map<Method, List<Judgement>> judged = new EnumMap<>(Method.class);
  private final Map<Method, List<List<Method>>> chosen = new EnumMap<>(Method.class);

  /**
   * Plays the late ensembles.
   *
   * @param arms what each arm's answers cost, by seed
   * @param believed the gate's edit cost of each member
   */
  Column(Setting setting, Map<Method, List<Judgement>> arms, Map<Method, Double> believed) {
    this.setting = setting;
    judged.putAll(arms);
    int seeds = arms.get(Method.BASE).size();
    for (Method method : Method.values()) {
      for (int seed = 0; method.late() && seed < seeds; seed++) {
        Map<Method, List<Double>> costs = new EnumMap<>(Method.class);
        for (Method member : Method.MEMBERS) {
          costs.put(member, arms.get(member).get(seed).costs());
        }
        List<Method> answers = Play.arms(method, costs, believed, seed);
        chosen.computeIfAbsent(method, m -> new ArrayList<>()).add(answers);
        judged.computeIfAbsent(method, m -> new ArrayList<>()).add(mixed(arms, seed, answers));
      }
    }
  }

  private static Judgement mixed(
      Map<Method, List<Judgement>> arms, int seed, List<Method> answers) {
    Judgement mixed = new Judgement(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int t = 0; t < answers.size(); t++) {
      Judgement arm = arms.get(answers.get(t)).get(seed);
      mixed.costs().add(arm.costs().get(t));
      mixed.facts().add(arm.facts().get(t));
      mixed.words().add(arm.words().get(t));
    }
    return mixed;
  }

  Setting setting() {
    return setting;
  }

  /** By seed. */
  List<Judgement> judged(Method method) {
    return judged.get(method);
  }

  /** Who answered for a late ensemble, by seed. */
  List<List<Method>> chosen(Method late) {
    return chosen.get(late);
  }

  /** Mean edit cost; the interval is over seeds, or over rounds where there is one seed. */
  Interval cost(Method method) {
    return interval(method, Judgement::costs);
  }

  /** Share of facts right. */
  Interval facts(Method method) {
    return interval(method, Judgement::facts);
  }

  double words(Method method) {
    return judged(method).stream()
        .flatMap(j -> j.words().stream())
        .mapToInt(w -> w)
        .average()
        .orElseThrow();
  }

  private Interval interval(Method method, Function<Judgement, List<Double>> figure) {
    return Interval.overSeeds(judged(method).stream().map(figure).toList());
  }

  /** How a method's costs differ from another's, round by round, over all seeds. */
  Interval difference(Method method, Method other) {
    List<Double> differences = new ArrayList<>();
    for (int seed = 0; seed < judged(method).size(); seed++) {
      List<Double> costs = judged(method).get(seed).costs();
      List<Double> others = judged(other).get(seed).costs();
      for (int t = 0; t < costs.size(); t++) {
        differences.add(costs.get(t) - others.get(t));
      }
    }
    return Interval.of(differences);
  }

  /** The member whose answers to all rounds of all seeds cost least. */
  Method bestArm() {
    return Method.MEMBERS.stream().min(comparingDouble(m -> cost(m).mean())).orElseThrow();
  }

  /** What the best member of each seed, known afterwards, costs in the mean. */
  double bestInHindsight() {
    double sum = 0;
    int seeds = judged(Method.BASE).size();
    for (int seed = 0; seed < seeds; seed++) {
      int s = seed;
      sum +=
          Method.MEMBERS.stream().mapToDouble(m -> judged(m).get(s).meanCost()).min().orElseThrow();
    }
    return sum / seeds;
  }
}
