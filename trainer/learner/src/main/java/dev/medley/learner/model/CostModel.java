package dev.medley.learner.model;

import dev.medley.lm.loss.Draft;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * f(x, y), the charge of a response, by ridge regression on {@link CostInputs}, and f̄, the largest
 * within a confidence ellipsoid (Misra et al. 2025, Eq. 5; Abbasi-Yadkori, Pál and Szepesvári
 * 2011). The same labels in the same order give the same numbers.
 */
public final class CostModel {
  private static final Logger LOG = LoggerFactory.getLogger(CostModel.class);

  /** By how much charges scatter about the line: what one unit of uncertainty is worth. */
  private static final double NOISE = 0.15;

  private static final String WEIGHTS = "weights";
  private static final String INVERSE = "inverse";
  private static final String LABELS = "labels";

  private final CostInputs inputs;
  private final CostHead head;
  private long labels;

  /**
   * A model that goes on from its saved state, or begins, as it does where the state is of other
   * inputs or of a release before charges.
   *
   * @param features how many numbers describe a response, besides its tokens
   * @param saved empty for a model that has learnt nothing
   */
  public CostModel(int features, long seed, Map<String, double[]> saved) {
    inputs = new CostInputs(features, seed);
    boolean goesOn = saved.containsKey(WEIGHTS) && saved.get(WEIGHTS).length == inputs.size();
    if (!goesOn && !saved.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("labels", saved.containsKey(LABELS) ? (long) saved.get(LABELS)[0] : 0)
          .log("The cost model begins anew, as its state is not of this release's inputs");
    }
    head =
        goesOn
            ? new CostHead(saved.get(WEIGHTS).clone(), saved.get(INVERSE).clone())
            : CostHead.begin(inputs.size());
    labels = goesOn ? (long) saved.get(LABELS)[0] : 0;
  }

  /** Learns what a response was charged. */
  public void learn(float[] features, Draft draft, double charge) {
    head.learn(inputs.of(features, draft), charge);
    labels++;
  }

  /**
   * f̄, in [0, 1].
   *
   * @param pessimism κ, standard errors above what is expected
   */
  public double charge(float[] features, Draft draft, double pessimism) {
    double[] x = inputs.of(features, draft);
    double error = NOISE * head.uncertainty(x);
    return Math.min(1, Math.min(1, Math.max(0, head.predict(x))) + pessimism * error);
  }

  /** Responses learnt from. */
  long labels() {
    return labels;
  }

  Map<String, double[]> state() {
    Map<String, double[]> state = new LinkedHashMap<>();
    state.put(LABELS, new double[] {labels});
    state.put(WEIGHTS, head.weights());
    state.put(INVERSE, head.inverse());
    return state;
  }
}
