package dev.medley.lab.tables;

import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.Point;
import dev.medley.lab.protocol.Scale;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.Trained;
import dev.medley.lab.protocol.Users;
import dev.medley.learner.settings.MemberKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every figure of the tables, as results.json has it. */
final class Results {
  private Results() {}

  static Map<String, Object> of(Plan plan, Scale scale, List<Table> tables, String settings) {
    Table own = tables.get(0);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("settings", settings);
    all.put("scale", scale.name());
    all.put("edits", scale.edits());
    all.put("rounds", scale.rounds());
    all.put("seeds", scale.seeds());
    all.put("intervals", scale.seeds() > 1 ? "95 %, over seeds" : "95 %, over rounds of one seed");
    all.put("maxSubOpt", maxSubOpt(own, List.of(Method.values())));
    all.put("maxSubOptAmongPaperMethods", maxSubOpt(own, Method.PAPER));
    all.put("lateExcess", own.excess(Method.LATE));
    all.put("lateExcessUcb1", own.excess(Method.LATE_UCB1));
    all.put("lateExcessUcb1Tuned", own.excess(Method.LATE_UCB1_TUNED));
    all.put("earlyExcess", own.excess(Method.EARLY));
    Map<String, Object> byUser = new LinkedHashMap<>();
    tables.forEach(table -> byUser.put(key(table), table(table)));
    all.put("tables", byUser);
    all.put("rlMinusBase", rlMinusBase(own));
    all.put("tuning", tuning(plan));
    all.put("members", members(plan));
    all.put("paper", paper());
    return all;
  }

  private static String key(Table table) {
    return table.judge().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Double> maxSubOpt(Table table, List<Method> among) {
    Map<String, Double> all = new LinkedHashMap<>();
    among.forEach(method -> all.put(method.key(), table.maxSubOpt(method, among)));
    return all;
  }

  private static Map<String, Object> table(Table table) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      Map<String, Object> methods = new LinkedHashMap<>();
      for (Method method : Method.values()) {
        Map<String, Object> cell = column.cost(method).json("cost");
        cell.put("facts", column.facts(method).mean());
        cell.put("words", column.words(method));
        methods.put(method.key(), cell);
      }
      methods.put("bestArm", column.bestArm().key());
      methods.put("bestInHindsight", column.bestInHindsight());
      all.put(column.setting().name(), methods);
    }
    Map<String, Double> means = new LinkedHashMap<>();
    Map<String, Double> excess = new LinkedHashMap<>();
    for (Method method : Method.values()) {
      means.put(method.key(), table.mean(method));
      excess.put(method.key(), table.excess(method));
    }
    all.put("mean", means);
    all.put("excess", excess);
    all.put("maxSubOpt", maxSubOpt(table, List.of(Method.values())));
    return all;
  }

  private static Map<String, Object> rlMinusBase(Table table) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      Map<String, Object> cell = column.difference(Method.RL, Method.BASE).json("cost");
      cell.put("facts", column.facts(Method.RL).mean() - column.facts(Method.BASE).mean());
      all.put(column.setting().name(), cell);
    }
    return all;
  }

  private static List<Map<String, Object>> tuning(Plan plan) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (MemberKind kind : Method.KINDS) {
      Point byCost = plan.best(kind, Trained::editCost);
      Point byLoss = plan.best(kind, Trained::logLoss);
      for (Point point : plan.points(kind)) {
        Trained trained = plan.tuned(point, kind);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("member", kind.memberName());
        row.put("learningRate", point.learningRate());
        row.put("beta", point.beta(kind).isPresent() ? point.beta(kind).getAsDouble() : null);
        row.put("heldOutEditCost", trained.editCost());
        row.put("heldOutLogLoss", trained.logLoss());
        row.put("chosenByEditCost", point.equals(byCost));
        row.put("chosenByLogLoss", point.equals(byLoss));
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<Map<String, Object>> members(Plan plan) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Setting setting : Setting.ALL) {
      for (MemberKind kind : Method.KINDS) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("setting", setting.name());
        row.put("member", kind.memberName());
        row.put("steps", plan.trained(setting, kind).steps());
        row.put("heldOutEditCost", plan.trained(setting, kind).editCost());
        row.put("heldOutLogLoss", plan.trained(setting, kind).logLoss());
        rows.add(row);
      }
    }
    return rows;
  }

  private static Map<String, Object> paper() {
    Map<String, Object> users = new LinkedHashMap<>();
    for (Users.Judge judge : Users.Judge.values()) {
      Map<String, Object> rows = new LinkedHashMap<>();
      Paper.table(judge).forEach((method, figures) -> rows.put(method.key(), figures));
      users.put(judge.name().toLowerCase(Locale.ROOT), rows);
    }
    return users;
  }
}
