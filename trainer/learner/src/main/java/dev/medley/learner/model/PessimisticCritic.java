package dev.medley.learner.model;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.CostLabel;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.loss.Draft;
import dev.medley.schemas.edits.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Charges samples by a {@link CostModel} of all labels, and by what lengths alone say. */
final class PessimisticCritic implements Critic {
  /** Before it has learnt so many, the cost model says nothing worth a step. */
  private static final int LABELS_BEFORE_STEPS = 32;

  private final LanguageModel model;
  private final Hyperparameters parameters;
  private final CostModel costModel;

  /**
   * A critic that goes on from its saved state, or begins.
   *
   * @param saved what {@link #state()} returned; empty for one that begins
   */
  PessimisticCritic(LanguageModel model, Hyperparameters parameters, Map<String, double[]> saved) {
    this.model = requireNonNull(model, "model is null");
    this.parameters = parameters;
    this.costModel = new CostModel(model.config().hiddenSize(), parameters.seed(), saved);
  }

  @Override
  public Map<String, Double> learn(List<CostLabel> labels) {
    List<Draft> drafts = new ArrayList<>();
    labels.forEach(label -> drafts.add(label.draft()));
    if (parameters.rl().assumeEditedFree()) {
      labels.stream().filter(l -> l.edited() != null).forEach(l -> drafts.add(l.edited()));
    }
    List<float[]> features = model.features(drafts);
    double error = 0;
    for (int i = 0; i < labels.size(); i++) {
      double found = costModel.charge(features.get(i), drafts.get(i), 0);
      error += Math.abs(labels.get(i).charge() - found) / labels.size();
    }
    for (int i = 0; i < drafts.size(); i++) {
      double charge = i < labels.size() ? labels.get(i).charge() : Charge.ACCEPTED;
      costModel.learn(features.get(i), drafts.get(i), charge);
    }
    return Map.of("cost_model/mean_absolute_error", error);
  }

  @Override
  public boolean knows(CostLabel label) {
    return costModel.labels() >= LABELS_BEFORE_STEPS;
  }

  @Override
  public double[] charges(List<CostLabel> labels, Rollouts samples) {
    List<float[]> features = model.features(samples.drafts());
    double[] charges = new double[samples.size()];
    for (int i = 0; i < charges.length; i++) {
      Draft draft = samples.drafts().get(i);
      double least =
          samples.ended().get(i)
              ? leastCharge(tokens(draft), labels.get(i / samples.each()).edited())
              : Charge.CUT;
      double found = costModel.charge(features.get(i), draft, parameters.rl().pessimism());
      charges[i] = Math.max(found, least);
    }
    return charges;
  }

  /**
   * What lengths alone say, where the user of this context wants a text about as long as y': who
   * makes one of n tokens from one of m inserts or deletes at least |n - m|. It holds where
   * responses get shorter than any that was logged, and the cost model only guesses.
   */
  static double leastCharge(int tokens, Draft edited) {
    if (edited == null) {
      return Charge.ACCEPTED;
    }
    double wanted = tokens(edited);
    return Math.abs(wanted - tokens) / Math.max(wanted, tokens);
  }

  private static int tokens(Draft draft) {
    return draft.response().length;
  }

  @Override
  public Map<String, double[]> state() {
    return costModel.state();
  }
}
