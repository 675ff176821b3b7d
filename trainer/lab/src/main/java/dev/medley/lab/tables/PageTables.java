package dev.medley.lab.tables;

import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.Point;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.Trained;
import dev.medley.lab.report.Figures;
import dev.medley.lab.report.Interval;
import dev.medley.learner.settings.MemberKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables as the page's template takes them: figures are texts. */
final class PageTables {
  private PageTables() {}

  static Map<String, Object> of(Plan plan, List<Table> tables) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("settings_names", Setting.ALL.stream().map(Setting::name).toList());
    page.put("tables", tables.stream().map(PageTables::table).toList());
    page.put("rl", tables.get(0).columns().stream().map(PageTables::rl).toList());
    page.put("tuned_on", Plan.TUNED_ON.name());
    page.put("tuning", tuning(plan));
    return page;
  }

  private static Map<String, Object> table(Table table) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Method method : Method.values()) {
      List<Double> paper = Paper.table(table.judge()).get(method);
      List<Map<String, Object>> cells = new ArrayList<>();
      for (int i = 0; i < table.columns().size(); i++) {
        cells.add(cell(table.columns().get(i), method, paper == null ? null : paper.get(i)));
      }
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("title", method.title);
      row.put("cells", cells);
      row.put("mean", Figures.number(table.mean(method)));
      row.put("excess", Figures.percent(table.excess(method)));
      row.put("maxSubOpt", Figures.number(table.maxSubOpt(method, List.of(Method.values()))));
      row.put("paperMaxSubOpt", paper(paper == null ? null : paper.get(cells.size())));
      rows.add(row);
    }
    String user = table.judge().name().toLowerCase(Locale.ROOT);
    return Map.of("user", user, "rows", rows);
  }

  private static Map<String, Object> cell(Column column, Method method, Double paper) {
    Interval cost = column.cost(method);
    boolean best = Method.ARMS.stream().noneMatch(m -> column.cost(m).mean() < cost.mean());
    Map<String, Object> cell = new LinkedHashMap<>();
    cell.put("cost", Figures.number(cost.mean()));
    cell.put("low", Figures.number(cost.low()));
    cell.put("high", Figures.number(cost.high()));
    cell.put("best", best);
    cell.put("paper", paper(paper));
    cell.put("facts", Figures.percent(column.facts(method).mean()));
    cell.put("words", String.format(Locale.ROOT, "%.1f", column.words(method)));
    return cell;
  }

  private static String rl(Column column) {
    Interval change = column.difference(Method.RL, Method.BASE);
    double facts = column.facts(Method.RL).mean() - column.facts(Method.BASE).mean();
    return "%s %s, facts %s"
        .formatted(column.setting().name(), Figures.interval(change), Figures.percent(facts));
  }

  private static List<Map<String, Object>> tuning(Plan plan) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (MemberKind kind : Method.KINDS) {
      for (Point point : plan.points(kind)) {
        Trained trained = plan.tuned(point, kind);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("member", kind.memberName());
        row.put("learningRate", point.learningRate());
        row.put("beta", point.beta(kind).isPresent() ? point.beta(kind).getAsDouble() : "");
        row.put("cost", Figures.number(trained.editCost()));
        row.put("loss", Figures.number(trained.logLoss()));
        row.put("chosenByEditCost", point.equals(plan.best(kind, Trained::editCost)));
        row.put("chosenByLogLoss", point.equals(plan.best(kind, Trained::logLoss)));
        rows.add(row);
      }
    }
    return rows;
  }

  private static String paper(Double figure) {
    return figure == null ? "" : String.format(Locale.ROOT, "paper %.3f", figure);
  }
}
