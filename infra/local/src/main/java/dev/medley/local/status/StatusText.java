package dev.medley.local.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A snapshot in words: a block for a terminal, one line for a log. */
final class StatusText {
  private StatusText() {}

  static List<String> block(Snapshot s) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(head(s));
    lines.add(
        format("  %-18s %9s %11s %12s %10s", "arm", "plays", "cost (100)", "checkpoint", "fresh"));
    TreeSet<String> arms = new TreeSet<>(s.arms().keySet());
    arms.addAll(s.recentCosts().keySet());
    for (String arm : arms) {
      Snapshot.Served served = s.arms().get(arm);
      lines.add(
          format(
              "  %-18s %9s %11s %12s %10s",
              arm,
              served == null ? "-" : String.valueOf(served.plays()),
              cost(s.recentCosts().get(arm)),
              served == null || served.checkpoint() == 0 ? "-" : "v" + served.checkpoint(),
              served == null ? "-" : served.freshness().map(StatusText::seconds).orElse("-")));
    }
    lines.add("  lag: " + lag(s));
    return lines;
  }

  static String line(Snapshot s) {
    String arms =
        s.recentCosts().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                e -> {
                  Snapshot.Served served = s.arms().get(e.getKey());
                  return served == null || served.checkpoint() == 0
                      ? e.getKey() + " " + cost(e.getValue())
                      : format(
                          "%s %s v%d %s",
                          e.getKey(),
                          cost(e.getValue()),
                          served.checkpoint(),
                          served.freshness().map(StatusText::seconds).orElse("-"));
                })
            .collect(Collectors.joining(", "));
    return head(s) + " | cost: " + (arms.isEmpty() ? "-" : arms) + " | lag: " + lag(s);
  }

  private static String head(Snapshot s) {
    return format(
        "%5s  %d edits, %.1f/s, %d dead letters, %d failed requests",
        s.running().toSeconds() + "s",
        s.edits(),
        s.editsPerSecond(),
        s.deadLetters(),
        s.failedRequests());
  }

  private static String lag(Snapshot s) {
    return s.lag().isEmpty()
        ? "-"
        : s.lag().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map((Map.Entry<String, Long> e) -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String cost(Double cost) {
    return cost == null ? "-" : format("%.3f", cost);
  }

  private static String seconds(Duration duration) {
    return format("%.1f s", duration.toMillis() / 1000.0);
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
