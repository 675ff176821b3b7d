package dev.medley.learner;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.AdamW;
import dev.medley.lm.Example;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.LoraAdapter;
import dev.medley.lm.Loss;
import dev.medley.lm.LossValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member's adapter, optimiser and memory: what it has seen, holds out and may repeat. The same
 * labels in the same micro-batches give the same weights.
 */
final class MemberModel implements AutoCloseable {
  private static final int RECENT = 512;

  private final LanguageModel model;
  private final MemberKind kind;
  private final Hyperparameters parameters;
  private final RoundSettings rounds;
  private final Examples examples;
  private final LoraAdapter adapter;
  private final AdamW optimizer;
  private final RandomState random;
  private final Newest<Example> heldOut;
  private final Newest<Example> recent;
  private final SeenLabels seen;
  private final Optional<RlLearner> rl;
  private long editsSeen;
  private Instant newestEditAt = Instant.EPOCH;

  /**
   * A member that goes on from its saved state, or begins.
   *
   * @param saved null for a member that never committed
   */
  MemberModel(
      LanguageModel model,
      MemberKind kind,
      Hyperparameters parameters,
      RoundSettings rounds,
      SavedState saved) {
    this.model = requireNonNull(model, "model is null");
    this.kind = kind;
    this.parameters = parameters;
    this.rounds = rounds;
    this.examples =
        new Examples(model.tokenizer(), kind, parameters.maxTokens(), parameters.hunkWeight());
    this.adapter = model.newAdapter(parameters.lora(), parameters.seed());
    this.optimizer =
        model.optimizer(adapter, new AdamW.Settings(0.9, 0.99, 1e-8, parameters.weightDecay()));
    this.rl = rlLearner(saved == null ? Map.of() : saved.state().costModel());
    if (saved == null) {
      random = new RandomState(parameters.seed());
      heldOut = new Newest<>(rounds.heldOutEvaluated(), List.of());
      recent = new Newest<>(RECENT, List.of());
      seen = new SeenLabels(List.of());
      return;
    }
    MemberState state = saved.state();
    adapter.importWeights(state.weights());
    optimizer.importState(state.moments(), state.steps());
    random = new RandomState(state.random());
    heldOut = new Newest<>(rounds.heldOutEvaluated(), state.heldOut());
    recent = new Newest<>(RECENT, state.recent());
    seen = new SeenLabels(state.seen());
    editsSeen = saved.manifest().getEditsSeen();
    newestEditAt = saved.manifest().getNewestEditAt();
  }

  /** Only the RL member with a cost model has one; pairs need none. */
  private Optional<RlLearner> rlLearner(Map<String, double[]> costModel) {
    return kind == MemberKind.RL && parameters.rl().objective() == RlObjective.COST_MODEL
        ? Optional.of(new RlLearner(model, adapter, optimizer, parameters, costModel))
        : Optional.empty();
  }

  /**
   * Learns from a micro-batch of labels, each once, beside a few that it repeats.
   *
   * @return the loss before the step; empty where none of the labels could be learnt from
   */
  Optional<LossValue> learn(List<Label> labels) {
    List<Example> fresh = new ArrayList<>();
    List<CostLabel> costs = new ArrayList<>();
    for (Label label : labels) {
      if (!seen.add(label.identity())) {
        continue;
      }
      editsSeen++;
      newestEditAt = label.editedAt().isAfter(newestEditAt) ? label.editedAt() : newestEditAt;
      boolean kept = label.identity().heldOut(rounds.heldOutOneIn());
      if (rl.isPresent() && !kept) {
        examples.cost(label).ifPresent(costs::add);
      } else {
        examples.of(label).ifPresent(kept ? heldOut::add : fresh::add);
      }
    }
    if (rl.isPresent()) {
      return rl.get().learn(costs);
    }
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    List<Example> batch = new ArrayList<>(fresh);
    batch.addAll(repeated((int) Math.round(parameters.replay() * fresh.size())));
    fresh.forEach(recent::add);
    return Optional.of(
        model.step(
            kind.loss(parameters),
            batch,
            adapter,
            optimizer,
            parameters.learningRateAt(optimizer.steps()),
            parameters.maxGradientNorm()));
  }

  private List<Example> repeated(int count) {
    List<Example> from = recent.all();
    List<Example> chosen = new ArrayList<>();
    for (int i = 0; i < count && !from.isEmpty(); i++) {
      chosen.add(from.get(random.nextInt(from.size())));
    }
    return chosen;
  }

  /**
   * Figures on held-out labels: the member's loss on y' and the base's, in nats a token, and what
   * its own responses would cost.
   */
  Map<String, Double> evaluate() {
    Map<String, Double> figures = new LinkedHashMap<>();
    List<Example> kept = heldOut.all();
    if (!kept.isEmpty()) {
      figures.put("eval_loss", model.loss(new Loss.Sft(), kept, adapter).loss());
      figures.put("eval_base_loss", model.loss(new Loss.Sft(), kept, null).loss());
      figures.put("eval_samples", (double) kept.size());
      figures.putAll(HeldOutCost.figures(model, adapter, kept));
    }
    return figures;
  }

  MemberState state(List<PublishedVersion> published) {
    return new MemberState(
        adapter.exportWeights(),
        optimizer.exportState(),
        optimizer.steps(),
        random.state(),
        heldOut.all(),
        recent.all(),
        seen.all(),
        rl.map(RlLearner::state).orElse(Map.of()),
        published);
  }

  void writePeft(Path directory) throws IOException {
    adapter.writePeft(directory, model.digest());
  }

  long steps() {
    return optimizer.steps();
  }

  long editsSeen() {
    return editsSeen;
  }

  Instant newestEditAt() {
    return newestEditAt;
  }

  @Override
  public void close() {
    optimizer.close();
    adapter.close();
  }
}
