package dev.medley.learner.model;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.CostLabel;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.AdapterStep;
import dev.medley.lm.loss.Draft;
import dev.medley.lm.loss.LossValue;
import dev.medley.lm.torch.AdamW;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cost learner (Misra et al. 2025, Eq. 5–6): a cost model learns from a micro-batch of labels,
 * then the adapter takes a policy step against it on the same contexts. The same labels in the same
 * micro-batches give the same weights.
 */
public final class RlLearner {
  /** What a discarded response costs, and at least what one that never came to its end does. */
  private static final double DISCARDED = 1;

  /** Before it has learnt so many, the cost model says nothing worth a step. */
  private static final int LABELS_BEFORE_STEPS = 32;

  private final LanguageModel model;
  private final LoraAdapter adapter;
  private final AdamW optimizer;
  private final Hyperparameters parameters;
  private final CostModel costModel;

  /**
   * A learner that goes on from its saved state, or begins.
   *
   * @param saved what {@link #state()} returned; empty for one that begins
   */
  public RlLearner(
      LanguageModel model,
      LoraAdapter adapter,
      AdamW optimizer,
      Hyperparameters parameters,
      Map<String, double[]> saved) {
    this.model = requireNonNull(model, "model is null");
    this.adapter = requireNonNull(adapter, "adapter is null");
    this.optimizer = requireNonNull(optimizer, "optimizer is null");
    this.parameters = parameters;
    this.costModel = new CostModel(model.config().hiddenSize(), parameters.seed(), saved);
  }

  /**
   * Learns from a micro-batch.
   *
   * @return what Eq. 6 minimises, before the step; empty where no step was taken
   */
  public Optional<LossValue> learn(List<CostLabel> labels) {
    if (labels.isEmpty()) {
      return Optional.empty();
    }
    double error = learnCosts(labels);
    return costModel.labels() < LABELS_BEFORE_STEPS
        ? Optional.empty()
        : Optional.of(step(labels).with("cost_model/mean_absolute_error", error));
  }

  /** Returns the mean absolute error on the labels before they were learnt. */
  private double learnCosts(List<CostLabel> labels) {
    List<Draft> drafts = new ArrayList<>();
    labels.forEach(label -> drafts.add(label.draft()));
    if (parameters.rl().assumeEditedFree()) {
      labels.stream().filter(l -> l.edited() != null).forEach(l -> drafts.add(l.edited()));
    }
    List<float[]> features = model.features(drafts);
    double error = 0;
    for (int i = 0; i < labels.size(); i++) {
      double found = costModel.cost(features.get(i), tokens(drafts.get(i)), 0);
      error += Math.abs(labels.get(i).cost() - found) / labels.size();
    }
    int free = labels.size();
    for (int i = 0; i < labels.size(); i++) {
      CostLabel label = labels.get(i);
      costModel.learn(features.get(i), tokens(drafts.get(i)), label.cost(), label.identity());
      if (parameters.rl().assumeEditedFree() && label.edited() != null) {
        costModel.learn(features.get(free), tokens(drafts.get(free)), 0, ~label.identity());
        free++;
      }
    }
    return error;
  }

  private static int tokens(Draft draft) {
    return draft.response().length;
  }

  private LossValue step(List<CostLabel> labels) {
    RlSettings rl = parameters.rl();
    List<int[]> contexts = labels.stream().map(label -> label.draft().prompt()).toList();
    long seed = parameters.seed() * 0x9E3779B97F4A7C15L + optimizer.steps();
    Rollouts rollouts =
        Rollouts.draw(model, adapter, contexts, rl.samples(), rl.maxCompletionLength(), seed);
    List<float[]> features = model.features(rollouts.drafts());
    double[] costs = new double[features.size()];
    double cut = 0;
    for (int i = 0; i < costs.length; i++) {
      int tokens = tokens(rollouts.drafts().get(i));
      double least = leastCost(tokens, labels.get(i / rl.samples()).edited());
      if (!rollouts.ended().get(i)) {
        least = Math.max(least, DISCARDED);
        cut++;
      }
      costs[i] = Math.max(costModel.cost(features.get(i), tokens, rl.pessimism()), least);
    }
    double learningRate = parameters.learningRateAt(optimizer.steps());
    AdapterStep taken =
        new AdapterStep(adapter, optimizer, learningRate, parameters.maxGradientNorm());
    return model
        .policyStep(rl.beta(), rl.samples(), rollouts.drafts(), costs, taken)
        .with("completions/clipped_ratio", cut / costs.length);
  }

  /**
   * What lengths alone say, where the user of this context wants a text about as long as y': who
   * makes one of n tokens from one of m inserts or deletes at least |n - m|. It holds where
   * responses get shorter than any that was logged, and the cost model only guesses.
   */
  static double leastCost(int tokens, Draft edited) {
    return edited == null ? 0 : Math.abs((double) tokens(edited) / tokens - 1);
  }

  /** The cost model's numbers, by name. */
  public Map<String, double[]> state() {
    return costModel.state();
  }
}
