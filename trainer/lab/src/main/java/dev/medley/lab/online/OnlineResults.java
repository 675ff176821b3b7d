package dev.medley.lab.online;

import dev.medley.lab.protocol.Setting;
import dev.medley.lab.report.Charts;
import dev.medley.lab.report.Figures;
import dev.medley.lab.report.Interval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Edit cost against the interval between publications.
 *
 * @param intervals in rounds; the first is 0, members that learn nothing
 * @param runs for each interval, by seed
 */
record OnlineResults(
    OnlineUser user,
    Setting setting,
    int rounds,
    List<Integer> intervals,
    List<List<OnlineRun>> runs) {
  /** Mean of a figure over the rounds from one on; over seeds, or over rounds of the only one. */
  private Interval mean(int at, int from, Function<OnlineRun, List<Double>> figure) {
    return Interval.overSeeds(
        runs.get(at).stream().map(run -> figure.apply(run).subList(from, rounds)).toList());
  }

  /** Costs minus those of frozen members in the same rounds, after the first third. */
  private Interval difference(int at) {
    List<Double> differences = new ArrayList<>();
    for (int seed = 0; seed < runs.get(at).size(); seed++) {
      for (int t = rounds / OnlineUser.CHANGE; t < rounds; t++) {
        differences.add(
            runs.get(at).get(seed).costs().get(t) - runs.get(0).get(seed).costs().get(t));
      }
    }
    return Interval.of(differences);
  }

  Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("user", user.name().toLowerCase(Locale.ROOT));
    all.put("setting", setting.name());
    all.put("rounds", rounds);
    all.put("seeds", runs.get(0).size());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < intervals.size(); i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("publishInterval", intervals.get(i) == 0 ? "frozen" : intervals.get(i));
      row.put("cost", mean(i, 0, OnlineRun::costs).json("mean"));
      row.put(
          "costAfterChange", mean(i, rounds / OnlineUser.CHANGE, OnlineRun::costs).json("mean"));
      row.put("minusFrozenAfterChange", difference(i).json("mean"));
      row.put("facts", mean(i, 0, OnlineRun::facts).mean());
      rows.add(row);
    }
    all.put("rows", rows);
    return all;
  }

  Map<String, Object> page() {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < intervals.size(); i++) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("interval", intervals.get(i) == 0 ? "frozen" : intervals.get(i) + " rounds");
      row.put("cost", Figures.interval(mean(i, 0, OnlineRun::costs)));
      row.put("after", Figures.interval(mean(i, rounds / OnlineUser.CHANGE, OnlineRun::costs)));
      row.put("difference", i == 0 ? "" : Figures.interval(difference(i)));
      row.put("facts", Figures.percent(mean(i, 0, OnlineRun::facts).mean()));
      rows.add(row);
    }
    String text =
        "User: %s, %s, %d rounds, %d seed(s); LATE (ours) over all members, 8 users at a time."
                .formatted(
                    user.name().toLowerCase(Locale.ROOT),
                    setting.name(),
                    rounds,
                    runs.get(0).size())
            + " Members learn and serve in one process. A change comes after a third of the rounds.";
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("text", text);
    page.put("rows", rows);
    return page;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%n%-12s%-24s%-24s%-24s%s%n",
            "published", "cost", "after a third", "minus frozen", "facts"));
    for (int i = 0; i < intervals.size(); i++) {
      text.append(
          String.format(
              "%-12s%-24s%-24s%-24s%s%n",
              intervals.get(i) == 0 ? "never" : "every " + intervals.get(i),
              Figures.interval(mean(i, 0, OnlineRun::costs)),
              Figures.interval(mean(i, rounds / OnlineUser.CHANGE, OnlineRun::costs)),
              i == 0 ? "" : Figures.interval(difference(i)),
              Figures.percent(mean(i, 0, OnlineRun::facts).mean())));
    }
    return text.toString();
  }

  /** Cost over the rounds, a line for each interval. */
  void picture(Path file) throws IOException {
    Map<String, List<Double>> series = new LinkedHashMap<>();
    for (int i = 0; i < intervals.size(); i++) {
      List<OnlineRun> seeds = runs.get(i);
      List<Double> costs =
          IntStream.range(0, rounds)
              .mapToObj(
                  t -> seeds.stream().mapToDouble(s -> s.costs().get(t)).average().orElseThrow())
              .toList();
      String name = intervals.get(i) == 0 ? "frozen" : "every " + intervals.get(i);
      series.put(name, Charts.moving(costs));
    }
    String title = "%s, user: %s".formatted(setting.name(), user.name().toLowerCase(Locale.ROOT));
    Charts.write(
        file,
        1,
        List.of(
            Charts.lines(title, "round", "cost, last %d rounds".formatted(Charts.WINDOW), series)));
  }
}
