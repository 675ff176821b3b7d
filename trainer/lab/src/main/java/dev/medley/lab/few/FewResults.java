package dev.medley.lab.few;

import dev.medley.lab.report.Figures;
import dev.medley.lab.report.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Charges as shares of the base's, over seeds.
 *
 * @param learnt for each cell, by seed
 */
record FewResults(FewScale scale, Map<Cell, List<Learnt>> learnt) {
  private Interval over(Cell cell, ToDoubleFunction<Learnt> figure) {
    return Interval.of(learnt.get(cell).stream().map(figure::applyAsDouble).toList());
  }

  /** A figure of every cell, by place and member. */
  private Map<String, Map<String, Object>> all(ToDoubleFunction<Learnt> figure) {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    for (Cell cell : learnt.keySet()) {
      all.computeIfAbsent(cell.place(), place -> new LinkedHashMap<>())
          .put(cell.kind().memberName(), over(cell, figure).json("mean"));
    }
    return all;
  }

  Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("seeds", scale.seeds());
    all.put("learning", String.join(" ", scale.learning()));
    for (int at = 0; at < FewScale.AFTER.size(); at++) {
      int i = at;
      all.put("after" + FewScale.AFTER.get(at), all(run -> run.share(i)));
    }
    for (int at = 0; at < FewScale.AFTER.size(); at++) {
      int i = at;
      all.put("factsAfter" + FewScale.AFTER.get(at), all(run -> run.after().get(i).facts()));
    }
    all.put("factsBase", all(run -> run.base().facts()));
    all.put("chargeBase", all(run -> run.base().charge()));
    all.put("labelsPerSecond", all(run -> scale.edits() / run.seconds()));
    return all;
  }

  /** Shares, facts in points less the base's, and how fast labels were learnt. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%n%-30s", "charge over base's"));
    FewScale.AFTER.forEach(edits -> text.append(String.format("%-22s", "after " + edits)));
    text.append(String.format("%-24s%s%n", "facts, points", "labels/s"));
    for (Cell cell : learnt.keySet()) {
      text.append(String.format("%-30s", cell.place() + " " + cell.kind().memberName()));
      for (int at = 0; at < FewScale.AFTER.size(); at++) {
        int i = at;
        text.append(String.format("%-22s", Figures.interval(over(cell, run -> run.share(i)))));
      }
      for (int at = 0; at < FewScale.AFTER.size(); at++) {
        int i = at;
        double points = 100 * over(cell, run -> run.factsChange(i)).mean();
        text.append(String.format(Locale.ROOT, "%+8.1f", points));
      }
      double rate = over(cell, run -> scale.edits() / run.seconds()).mean();
      text.append(String.format(Locale.ROOT, "%8.1f%n", rate));
    }
    return text.toString();
  }
}
