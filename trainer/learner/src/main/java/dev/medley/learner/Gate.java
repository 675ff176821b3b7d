package dev.medley.learner;

import dev.medley.lm.Example;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.LoraAdapter;
import dev.medley.lm.Loss;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back a checkpoint that is worse than its parent on held-out contexts: where the whole 95 %
 * interval of the mean difference in edit cost, context by context, is above the tolerance. With
 * fewer than {@value #ENOUGH} contexts an interval says too little: then only a log-loss far above
 * the base's holds it back. Whatever is not finite does, too.
 */
final class Gate {
  static final int ENOUGH = 16;
  private static final double MOST_NATS_OVER_BASE = 1;
  private static final int ROWS = 8;
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  /**
   * What the gate says of a candidate.
   *
   * @param passes whether it may be published
   * @param figures on held-out labels, by the names of the checkpoint's map
   * @param costs what its responses cost, by context; none where there are too few contexts
   */
  record Verdict(boolean passes, Map<String, Double> figures, Map<ContextHash, Double> costs) {}

  private final GateSettings settings;
  private final LanguageModel model;
  private final HeldOutCost heldOutCost;

  Gate(GateSettings settings, LanguageModel model) {
    this.settings = settings;
    this.model = model;
    this.heldOutCost = new HeldOutCost(model);
  }

  /**
   * Judges a candidate. What the parent's responses cost is kept among the held-out examples.
   *
   * @param parent weights of the newest checkpoint; null for the base
   * @param seed of the bootstrap
   */
  Verdict judge(LoraAdapter candidate, LoraAdapter parent, HeldOutExamples heldOut, long seed) {
    List<HeldOut> kept = heldOut.all();
    if (kept.isEmpty()) {
      return new Verdict(true, Map.of(), Map.of());
    }
    List<Example> examples = kept.stream().map(HeldOut::example).toList();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("eval_loss", loss(examples, candidate));
    figures.put("eval_base_loss", loss(examples, null));
    figures.put("eval_samples", (double) kept.size());
    // Responses take most of a gate's time, and so few of them would decide nothing.
    Map<ContextHash, Double> costs =
        kept.size() < ENOUGH ? Map.of() : compare(candidate, parent, heldOut, seed, figures);
    return new Verdict(passes(figures), figures, costs);
  }

  /** Adds the figures of the responses' edit cost; returns the candidate's by context. */
  private Map<ContextHash, Double> compare(
      LoraAdapter candidate,
      LoraAdapter parent,
      HeldOutExamples heldOut,
      long seed,
      Map<String, Double> figures) {
    List<HeldOut> kept = heldOut.all();
    double[] costs = heldOutCost.of(candidate, kept.stream().map(HeldOut::example).toList());
    double[] parentCosts = parentCosts(parent, kept);
    double[] changes = new double[costs.length];
    Arrays.setAll(changes, i -> costs[i] - parentCosts[i]);
    Interval change = Interval.of(changes, seed);
    figures.put("eval_edit_cost", Arrays.stream(costs).average().orElseThrow());
    figures.put("eval_edit_samples", (double) costs.length);
    figures.put("eval_edit_cost_parent", Arrays.stream(parentCosts).average().orElseThrow());
    figures.put("eval_edit_cost_change", change.mean());
    figures.put("eval_edit_cost_change_low", change.low());
    figures.put("eval_edit_cost_change_high", change.high());
    Map<ContextHash, Double> byContext = new LinkedHashMap<>();
    for (int i = 0; i < costs.length; i++) {
      byContext.put(kept.get(i).context(), costs[i]);
      heldOut.parentCost(kept.get(i).context(), parentCosts[i]);
    }
    return byContext;
  }

  private boolean passes(Map<String, Double> figures) {
    boolean finite = figures.values().stream().allMatch(Double::isFinite);
    boolean worse =
        figures.get("eval_samples") < ENOUGH
            ? figures.get("eval_loss") > figures.get("eval_base_loss") + MOST_NATS_OVER_BASE
            : figures.get("eval_edit_cost_change_low") > settings.tolerance();
    if (!finite || worse) {
      LOG.atWarn().addKeyValue("figures", figures).log("The gate holds a checkpoint back");
    }
    return finite && !worse;
  }

  private double[] parentCosts(LoraAdapter parent, List<HeldOut> kept) {
    List<Example> unknown =
        kept.stream().filter(h -> Double.isNaN(h.parentCost())).map(HeldOut::example).toList();
    double[] found = unknown.isEmpty() ? new double[0] : heldOutCost.of(parent, unknown);
    double[] costs = new double[kept.size()];
    int next = 0;
    for (int i = 0; i < costs.length; i++) {
      double known = kept.get(i).parentCost();
      costs[i] = Double.isNaN(known) ? found[next++] : known;
    }
    return costs;
  }

  /** Nats a token over all of y'. */
  private double loss(List<Example> examples, LoraAdapter adapter) {
    double sum = 0;
    long tokens = 0;
    for (int from = 0; from < examples.size(); from += ROWS) {
      List<Example> rows = examples.subList(from, Math.min(examples.size(), from + ROWS));
      long count = rows.stream().mapToLong(example -> example.chosen().length).sum();
      sum += count * model.loss(new Loss.Sft(), rows, adapter).loss();
      tokens += count;
    }
    return sum / tokens;
  }
}
