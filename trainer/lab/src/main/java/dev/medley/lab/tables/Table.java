package dev.medley.lab.tables;

import dev.medley.lab.protocol.Judgement;
import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.Scale;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.Users;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One of the paper's two tables, as measured here.
 *
 * @param columns one for each setting
 */
record Table(Users.Judge judge, List<Column> columns) {
  static Table of(Plan plan, Users.Judge judge, Scale scale) {
    return new Table(
        judge, Setting.ALL.stream().map(setting -> column(plan, judge, setting, scale)).toList());
  }

  private static Column column(Plan plan, Users.Judge judge, Setting setting, Scale scale) {
    Map<Method, List<Judgement>> arms = new EnumMap<>(Method.class);
    for (Method arm : Method.ARMS) {
      arms.put(
          arm,
          IntStream.range(0, scale.seeds())
              .mapToObj(seed -> plan.judgement(judge, setting, arm, seed))
              .toList());
    }
    Map<Method, Double> believed = new EnumMap<>(Method.class);
    for (Method member : Method.MEMBERS) {
      believed.put(member, plan.trained(setting, member.kind()).editCost());
    }
    return new Column(setting, arms, believed);
  }

  /**
   * The worst gap, over the settings, to the best of these methods in that setting.
   *
   * @param among the methods that are compared
   */
  double maxSubOpt(Method method, List<Method> among) {
    return columns.stream()
        .mapToDouble(
            column ->
                column.cost(method).mean()
                    - among.stream().mapToDouble(m -> column.cost(m).mean()).min().orElseThrow())
        .max()
        .orElseThrow();
  }

  /** Mean over the settings. */
  double mean(Method method) {
    return columns.stream().mapToDouble(c -> c.cost(method).mean()).average().orElseThrow();
  }

  /** The share that a method pays over the best arm in hindsight, on the mean of the settings. */
  double excess(Method method) {
    double best = columns.stream().mapToDouble(Column::bestInHindsight).average().orElseThrow();
    return mean(method) / best - 1;
  }
}
