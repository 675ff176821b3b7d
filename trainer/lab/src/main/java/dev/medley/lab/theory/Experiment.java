package dev.medley.lab.theory;

import dev.medley.lab.theory.findings.Finding;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What can be watched.
 *
 * @param body a seed's finding, the same to the bit each time
 */
record Experiment(String title, LongFunction<Finding> body) {
  /** In the order of docs/theory.md. */
  static final List<Experiment> ALL =
      List.of(
          new Experiment("Lemma 1: imitating edits contracts", Contraction::run),
          new Experiment("SFT: a floor that more edits don't lower", SftFloor::run),
          new Experiment("DPO: coverage and balance, not strength", DpoCoverage::run),
          new Experiment("RL: a simple class, and pessimism", RlCoverage::run),
          new Experiment("Three corners, and LATE", Corners::run));
}
