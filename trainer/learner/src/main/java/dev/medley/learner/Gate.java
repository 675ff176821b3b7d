package dev.medley.learner;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a checkpoint through unless its figures on held-out edits say that it would do harm. */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final double tolerance;

  Gate(double tolerance) {
    this.tolerance = tolerance;
  }

  /**
   * Whether every figure is finite and the member's loss at most {@code tolerance} over the base's.
   */
  boolean passes(MemberId member, Map<String, Double> figures) {
    boolean finite = figures.values().stream().allMatch(Double::isFinite);
    boolean near =
        figures.isEmpty() || figures.get("eval_loss") <= figures.get("eval_base_loss") + tolerance;
    if (!finite || !near) {
      LOG.atWarn()
          .addKeyValue("member", member)
          .addKeyValue("figures", figures)
          .log("The gate held a checkpoint back");
    }
    return finite && near;
  }
}
