package dev.medley.learner.model;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.CostLabel;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.AdapterStep;
import dev.medley.lm.loss.LossValue;
import dev.medley.lm.torch.AdamW;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cost learner (Misra et al. 2025, Eq. 6): a critic learns from a micro-batch of labels, then
 * the adapter takes a policy step against it on the same contexts. The same labels in the same
 * micro-batches give the same weights.
 */
public final class RlLearner {
  private final LanguageModel model;
  private final LoraAdapter adapter;
  private final AdamW optimizer;
  private final Hyperparameters parameters;
  private final Critic critic;

  /**
   * A learner that goes on from its saved state, or begins.
   *
   * @param kind which says what its critic knows
   * @param saved what {@link #state()} returned; empty for one that begins
   */
  public RlLearner(
      LanguageModel model,
      MemberKind kind,
      LoraAdapter adapter,
      AdamW optimizer,
      Hyperparameters parameters,
      Map<String, double[]> saved) {
    this.model = requireNonNull(model, "model is null");
    this.adapter = requireNonNull(adapter, "adapter is null");
    this.optimizer = requireNonNull(optimizer, "optimizer is null");
    this.parameters = parameters;
    this.critic =
        kind == MemberKind.EDIT_DISTANCE
            ? new DistanceCritic(model.tokenizer())
            : new PessimisticCritic(model, parameters, saved);
  }

  /**
   * Learns from a micro-batch.
   *
   * @param learningRate of a policy step
   * @return what Eq. 6 minimises, before the step; empty where no step was taken
   */
  public Optional<LossValue> learn(List<CostLabel> labels, double learningRate) {
    if (labels.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Double> metrics = critic.learn(labels);
    List<CostLabel> known = labels.stream().filter(critic::knows).toList();
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(step(known, learningRate).with(metrics));
  }

  private LossValue step(List<CostLabel> labels, double learningRate) {
    RlSettings rl = parameters.rl();
    List<int[]> contexts = labels.stream().map(label -> label.draft().prompt()).toList();
    long seed = parameters.seed() * 0x9E3779B97F4A7C15L + optimizer.steps();
    Rollouts samples =
        Rollouts.draw(model, adapter, contexts, rl.samples(), rl.maxCompletionLength(), seed);
    double[] charges = critic.charges(labels, samples);
    AdapterStep taken =
        new AdapterStep(adapter, optimizer, learningRate, parameters.maxGradientNorm());
    return model
        .policyStep(rl.beta(), rl.samples(), samples.drafts(), charges, taken)
        .with("completions/clipped_ratio", samples.cut());
  }

  /** The critic's numbers, by name. */
  public Map<String, double[]> state() {
    return critic.state();
  }
}
