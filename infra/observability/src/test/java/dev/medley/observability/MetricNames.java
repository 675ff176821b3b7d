package dev.medley.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of metrics: those that docs/metrics.md has, and those that an expression asks for. */
final class MetricNames {
  private static final Path DOCUMENT = Path.of("../../docs/metrics.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)`");
  private static final Pattern ASKED = Pattern.compile("\\b(?:medley|flink)_\\w+");

  private MetricNames() {}

  static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(DOCUMENT));
    while (rows.find()) {
      names.add(rows.group(1));
    }
    return names;
  }

  /** Without what Prometheus adds to a histogram's name. */
  static Set<String> in(String expression) {
    Set<String> names = new TreeSet<>();
    Matcher asked = ASKED.matcher(expression);
    while (asked.find()) {
      names.add(asked.group().replaceFirst("_(bucket|count|max|(?<!cost_|charge_)sum)$", ""));
    }
    return names;
  }
}
