package dev.medley.learner.gatebench;

import dev.medley.learner.gate.Rule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How many judgements held back, by what was judged and on how many held-out contexts. */
final class Tally {
  private static final int MANY = 16;

  /** What was judged. */
  private record Cell(boolean honest, String what, Users users, int heldOut) {
    String name() {
      return "%s by %s".formatted(what, users);
    }

    boolean many() {
      return heldOut >= MANY;
    }

    /** Whether users edit what is not near enough. */
    boolean edit() {
      return users != Users.ACCEPTING;
    }
  }

  private static final class Count {
    private int held;
    private int judged;
    private final Map<Rule, Integer> rules = new TreeMap<>();
  }

  private final Map<String, Map<Integer, Count>> rows = new TreeMap<>();
  private final Map<Cell, Count> cells = new java.util.HashMap<>();

  void judged(boolean honest, String what, Users users, int heldOut, List<Rule> heldBackBy) {
    Cell cell = new Cell(honest, what, users, heldOut);
    Count count = cells.computeIfAbsent(cell, c -> new Count());
    rows.computeIfAbsent(cell.name(), name -> new TreeMap<>()).put(heldOut, count);
    count.judged++;
    count.held += heldBackBy.isEmpty() ? 0 : 1;
    heldBackBy.forEach(rule -> count.rules.merge(rule, 1, Integer::sum));
  }

  /** Shares that were held back, and of how many. */
  Map<String, Double> figures() {
    Map<String, Double> figures = new java.util.LinkedHashMap<>();
    figures.put("degenerateHeld", share(c -> !c.honest() && c.many() && c.edit()));
    figures.put("degenerateHeldFew", share(c -> !c.honest() && !c.many() && c.edit()));
    figures.put("honestHeld", share(c -> c.honest() && c.many() && c.edit()));
    figures.put("honestHeldFew", share(c -> c.honest() && !c.many() && c.edit()));
    figures.put("degenerateHeldAccepting", share(c -> !c.honest() && c.many() && !c.edit()));
    figures.put("honestHeldAccepting", share(c -> c.honest() && c.many() && !c.edit()));
    figures.put("degenerateJudgements", (double) judged(c -> !c.honest()));
    figures.put("honestJudgements", (double) judged(Cell::honest));
    return figures;
  }

  private double share(Predicate<Cell> which) {
    int held =
        cells.entrySet().stream()
            .filter(entry -> which.test(entry.getKey()))
            .mapToInt(entry -> entry.getValue().held)
            .sum();
    return held / (double) judged(which);
  }

  private int judged(Predicate<Cell> which) {
    return cells.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .mapToInt(entry -> entry.getValue().judged)
        .sum();
  }

  /** A row for each thing that was judged: held of judged by held-out contexts, and the rules. */
  void print() {
    rows.forEach(
        (name, counts) -> {
          StringBuilder row = new StringBuilder("%-46s".formatted(name));
          Map<Rule, Integer> rules = new TreeMap<>();
          counts.forEach(
              (heldOut, count) -> {
                row.append("  %2d: %2d of %2d".formatted(heldOut, count.held, count.judged));
                count.rules.forEach((rule, times) -> rules.merge(rule, times, Integer::sum));
              });
          System.out.println(row.append("  ").append(rules));
        });
  }
}
