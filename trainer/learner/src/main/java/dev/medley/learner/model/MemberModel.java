package dev.medley.learner.model;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.gate.Bests;
import dev.medley.learner.gate.EarlierVersions;
import dev.medley.learner.gate.Gate;
import dev.medley.learner.gate.Response;
import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Examples;
import dev.medley.learner.labels.Label;
import dev.medley.learner.memory.LabelMemory;
import dev.medley.learner.memory.MemoryState;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.state.MemberState;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.learner.state.RateFactor;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.LossValue;
import dev.medley.lm.torch.AdamW;
import dev.medley.schemas.Return;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member's adapter, optimiser and memory, and the weights of its newest checkpoint. The same
 * labels in the same micro-batches give the same weights.
 */
public final class MemberModel implements AutoCloseable {
  private final LanguageModel model;
  private final MemberKind kind;
  private final Hyperparameters parameters;
  private final LabelMemory memory;
  private final Gate gate;
  private final LoraAdapter adapter;
  private final AdamW optimizer;
  private final Examples examples;
  private final Optional<RlLearner> rl;
  private EarlierVersions earlier = new EarlierVersions();
  private RateFactor rateFactor = RateFactor.FULL;
  private long stepsBefore;
  private long skippedSteps;

  /**
   * A member that goes on from a state, or begins. What its weights reflect is for the caller to
   * say, to its {@link #memory}.
   *
   * @param saved null for a member that begins
   */
  public MemberModel(
      LanguageModel model,
      MemberKind kind,
      Hyperparameters parameters,
      RoundSettings rounds,
      MemberState saved) {
    this.model = requireNonNull(model, "model is null");
    this.kind = kind;
    this.parameters = parameters;
    this.examples =
        new Examples(model.tokenizer(), kind, parameters.maxTokens(), parameters.hunkWeight());
    this.memory =
        new LabelMemory(
            examples,
            rounds,
            saved == null ? MemoryState.begin(parameters.seed()) : saved.memory());
    this.gate = new Gate(rounds.gate(), model);
    this.adapter =
        saved == null
            ? model.newAdapter(parameters.lora(), parameters.seed())
            : model.adapter(parameters.lora(), saved.weights());
    this.optimizer =
        model.optimizer(
            adapter,
            new AdamW.Settings(0.9, 0.99, 1e-8, parameters.weightDecay(), rounds.skipNorm()));
    this.rl = rlLearner(saved == null ? Map.of() : saved.costModel());
    if (saved != null) {
      optimizer.importState(saved.moments(), saved.steps());
      stepsBefore = saved.stepsBefore();
      rateFactor = saved.rateFactor();
    }
  }

  /** The same weights, moments and memory under other settings; this one is closed. */
  public MemberModel under(Hyperparameters others, RoundSettings rounds) {
    MemberModel next = new MemberModel(model, kind, others, rounds, state(0, List.of()));
    next.memory.reflects(memory.editsSeen(), memory.newestEditAt());
    next.earlier.close();
    next.earlier = earlier;
    earlier = new EarlierVersions();
    close();
    return next;
  }

  /** What the gate compares with; weights that it is given are closed with this. */
  public EarlierVersions earlier() {
    return earlier;
  }

  /** Only members with policy steps have one; pairs need none. */
  private Optional<RlLearner> rlLearner(Map<String, double[]> costModel) {
    boolean steps =
        switch (kind) {
          case SFT, DPO, EARLY -> false;
          case RL -> parameters.rl().objective() != RlObjective.PAIRWISE;
          case EDIT_DISTANCE -> true;
        };
    return steps
        ? Optional.of(new RlLearner(model, kind, adapter, optimizer, parameters, costModel))
        : Optional.empty();
  }

  /**
   * Learns from a micro-batch of labels, each once, beside a few that it repeats. Where loss or
   * gradient are not finite, or explode, it is as if these labels had never come; but the RL member
   * has taken their costs then, and leaves the policy step out.
   */
  public Lesson learn(List<Label> labels) {
    long before = optimizer.steps();
    if (rl.isPresent()) {
      Optional<LossValue> value =
          rl.get().learn(memory.take(labels, examples::cost), learningRate());
      value.ifPresent(found -> countSkipped(before));
      return new Lesson(value, true);
    }
    Runnable undo = memory.mark();
    List<Example> fresh = memory.take(labels, examples::of);
    if (fresh.isEmpty()) {
      return new Lesson(Optional.empty(), true);
    }
    List<Example> batch = new ArrayList<>(fresh);
    batch.addAll(memory.repeated(parameters.repeated(fresh.size())));
    LossValue value =
        model.step(
            kind.loss(parameters),
            batch,
            adapter,
            optimizer,
            learningRate(),
            parameters.maxGradientNorm());
    boolean sound = !countSkipped(before);
    if (sound) {
      memory.learnt(fresh);
    } else {
      undo.run();
    }
    return new Lesson(Optional.of(value), sound);
  }

  /** Whether no step has been taken since there were so many. */
  private boolean countSkipped(long before) {
    boolean skipped = optimizer.steps() == before;
    skippedSteps += skipped ? 1 : 0;
    return skipped;
  }

  /** Judges the weights as they are. */
  public Gate.Verdict judge() {
    return gate.judge(adapter, earlier, memory.watched());
  }

  /**
   * The best versions so far are others. Where one is later than those before, what it has learnt
   * is better, and it may learn faster again.
   *
   * @param before as its journal had them
   */
  public void bests(Bests before, Bests chosen) {
    if (chosen.newest() > before.newest()) {
      rateFactor = rateFactor.doubled();
    }
    earlier.bests(chosen);
  }

  /**
   * The weights as they are become a version, the newest.
   *
   * @param responses theirs to contexts, as far as they are known
   */
  public void published(long version, Map<ContextHash, Response> responses) {
    earlier.give(version, model.adapter(parameters.lora(), adapter.exportWeights()));
    earlier.newest(version);
    gate.published(version, responses);
  }

  /**
   * Goes on from an earlier checkpoint, with an optimiser that begins anew.
   *
   * @param earlier its weights; null for the base
   * @param edits how many edits they reflect, and the newest of them
   */
  public void rollBack(LoraAdapter earlier, long edits, Instant newest) {
    stepsBefore = steps();
    Map<String, float[]> moments = new LinkedHashMap<>();
    optimizer.exportState().forEach((name, array) -> moments.put(name, new float[array.length]));
    optimizer.importState(moments, 0);
    if (earlier == null) {
      try (LoraAdapter first = model.newAdapter(parameters.lora(), parameters.seed())) {
        adapter.importWeights(first.exportWeights());
      }
    } else {
      adapter.importWeights(earlier.exportWeights());
    }
    memory.forget(edits, newest);
  }

  /**
   * Goes on from an earlier checkpoint as an answer says.
   *
   * @param earlier its weights; null for the base
   */
  public void goBack(LoraAdapter earlier, Return answer) {
    rollBack(earlier, answer.getEditsSeen(), answer.getNewestEditAt());
    rateFactor = new RateFactor(answer.getRateFactor());
  }

  public MemberState state(long judgedSteps, List<PublishedVersion> published) {
    return new MemberState(
        adapter.exportWeights(),
        optimizer.exportState(),
        optimizer.steps(),
        stepsBefore,
        rateFactor,
        judgedSteps,
        memory.state(),
        rl.map(RlLearner::state).orElse(Map.of()),
        published);
  }

  public LoraAdapter adapter() {
    return adapter;
  }

  public void writePeft(Path directory) throws IOException {
    adapter.writePeft(directory, model.digest());
  }

  /** Optimiser steps taken, those before a roll back among them. */
  public long steps() {
    return stepsBefore + optimizer.steps();
  }

  /** The next step's. */
  public double learningRate() {
    return rateFactor.value() * parameters.learningRateAt(optimizer.steps());
  }

  /** What the learning rate is multiplied by. */
  public RateFactor rateFactor() {
    return rateFactor;
  }

  /** Micro-batches since the start that changed nothing, as their loss or gradient was unsound. */
  public long skippedSteps() {
    return skippedSteps;
  }

  public LabelMemory memory() {
    return memory;
  }

  @Override
  public void close() {
    optimizer.close();
    adapter.close();
    earlier.close();
  }
}
