package dev.medley.lab.tables;

import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table for the terminal, the paper's figures in brackets. */
final class TextTable {
  private TextTable() {}

  static String of(Table table) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%n%-22s", "user: " + table.judge().name().toLowerCase(Locale.ROOT)));
    for (Setting setting : Setting.ALL) {
      text.append(String.format("%-16s", setting.name()));
    }
    text.append(String.format("%-16s%-8s%n", "MaxSubOpt", "excess"));
    Map<Method, List<Double>> paper = Paper.table(table.judge());
    for (Method method : Method.values()) {
      text.append(String.format("%-22s", method.title));
      for (int i = 0; i < table.columns().size(); i++) {
        text.append(cell(table.columns().get(i).cost(method).mean(), paper.get(method), i));
      }
      double worst = table.maxSubOpt(method, List.of(Method.values()));
      text.append(cell(worst, paper.get(method), table.columns().size()));
      text.append(String.format(Locale.ROOT, "%6.3f%n", table.excess(method)));
    }
    return text.toString();
  }

  private static String cell(double found, List<Double> paper, int column) {
    String theirs = paper == null ? "" : String.format(Locale.ROOT, " (%.3f)", paper.get(column));
    return String.format(Locale.ROOT, "%-16s", String.format(Locale.ROOT, "%.3f", found) + theirs);
  }
}
