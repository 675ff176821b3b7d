package dev.medley.lab.few;

import dev.medley.learner.settings.MemberKind;
import java.util.ArrayList;
import java.util.List;

/**
 * How much is measured.
 *
 * @param learning the trainer's options
 * @param contexts that members answer, of each task and seed; none of them is edited
 * @param responseTokens most tokens of a response
 */
record FewScale(
    List<String> tasks,
    List<Reader> readers,
    List<MemberKind> kinds,
    List<Long> seeds,
    List<String> learning,
    int contexts,
    int responseTokens) {
  /** Numbers of edits after which members are measured. */
  static final List<Integer> AFTER = List.of(12, 36, 100);

  FewScale {
    tasks = List.copyOf(tasks);
    readers = List.copyOf(readers);
    kinds = List.copyOf(kinds);
    seeds = List.copyOf(seeds);
    learning = List.copyOf(learning);
  }

  int edits() {
    return AFTER.get(AFTER.size() - 1);
  }

  /** Every member of every user of every task, in the order of a table. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Reader reader : readers) {
      for (String task : tasks) {
        kinds.forEach(kind -> cells.add(new Cell(task, reader, kind)));
      }
    }
    return cells;
  }
}
