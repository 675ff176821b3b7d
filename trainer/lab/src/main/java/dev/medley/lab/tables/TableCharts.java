package dev.medley.lab.tables;

import dev.medley.lab.protocol.Judgement;
import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.report.Charts;
import dev.medley.lab.report.Interval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

/** The tables as pictures. */
final class TableCharts {
  /** Twice what a discarded response costs. */
  private static final double LONGEST_BAR = 2;

  private static final List<Method> LATES =
      List.of(Method.EARLY, Method.LATE_UCB1, Method.LATE_UCB1_TUNED, Method.LATE);

  private TableCharts() {}

  /** Writes costs.png, curves.png, arms.png and excess.png; the first table is drawn in detail. */
  static void write(Path folder, List<Table> tables) throws IOException {
    List<Column> columns = tables.get(0).columns();
    Charts.write(folder.resolve("costs.png"), 1, tables.stream().map(TableCharts::costs).toList());
    Charts.write(
        folder.resolve("curves.png"), 2, columns.stream().map(TableCharts::learning).toList());
    Charts.write(folder.resolve("arms.png"), 2, columns.stream().map(TableCharts::arms).toList());
    Charts.write(
        folder.resolve("excess.png"), 2, columns.stream().map(TableCharts::excess).toList());
  }

  private static CategoryChart costs(Table table) {
    Map<String, List<Interval>> series = new LinkedHashMap<>();
    for (Method method : Method.values()) {
      series.put(method.title, table.columns().stream().map(c -> c.cost(method)).toList());
    }
    return Charts.bars(
        "Edit cost, user: " + table.judge().name().toLowerCase(Locale.ROOT),
        "edit cost, bars cut at " + LONGEST_BAR,
        Setting.ALL.stream().map(Setting::name).toList(),
        series,
        LONGEST_BAR);
  }

  private static XYChart learning(Column column) {
    Map<String, List<Double>> series = new LinkedHashMap<>();
    for (Method method : List.of(Method.BASE, Method.EARLY, Method.LATE_UCB1, Method.LATE)) {
      series.put(method.title, Charts.moving(overSeeds(column, method)));
    }
    return Charts.lines(
        column.setting().name(), "round", "cost, last %d rounds".formatted(Charts.WINDOW), series);
  }

  private static XYChart arms(Column column) {
    Map<String, List<Double>> series = new LinkedHashMap<>();
    List<List<Method>> seeds = column.chosen(Method.LATE);
    for (Method member : Method.MEMBERS) {
      series.put(
          member.title,
          Charts.moving(
              IntStream.range(0, seeds.get(0).size())
                  .mapToObj(
                      t ->
                          seeds.stream().filter(s -> s.get(t) == member).count()
                              / (double) seeds.size())
                  .toList()));
    }
    return Charts.lines(
        column.setting().name() + ", LATE (ours)",
        "round",
        "share, last %d rounds".formatted(Charts.WINDOW),
        series);
  }

  private static XYChart excess(Column column) {
    List<Double> best = overSeeds(column, column.bestArm());
    Map<String, List<Double>> series = new LinkedHashMap<>();
    for (Method method : LATES) {
      List<Double> costs = overSeeds(column, method);
      List<Double> sums = new ArrayList<>();
      double sum = 0;
      for (int t = 0; t < costs.size(); t++) {
        sum += costs.get(t) - best.get(t);
        sums.add(sum);
      }
      series.put(method.title, sums);
    }
    return Charts.lines(
        "%s, best arm: %s".formatted(column.setting().name(), column.bestArm().title),
        "round",
        "summed excess over the best arm",
        series);
  }

  private static List<Double> overSeeds(Column column, Method method) {
    List<Judgement> seeds = column.judged(method);
    return IntStream.range(0, seeds.get(0).costs().size())
        .mapToObj(t -> seeds.stream().mapToDouble(s -> s.costs().get(t)).average().orElseThrow())
        .toList();
  }
}
