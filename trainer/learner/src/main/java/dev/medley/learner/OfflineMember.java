package dev.medley.learner;

import dev.medley.learner.model.MemberModel;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.LossValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member that learns from edits at hand as the trainer's members do from topics, without Kafka:
 * the same steps, held-out contexts and gate. Not thread-safe.
 */
public final class OfflineMember implements AutoCloseable {
  private static final double SKIP_NORM = 1000;

  private final MemberModel model;
  private final int batch;

  public OfflineMember(
      LanguageModel base, MemberKind kind, Hyperparameters parameters, GateSettings gate) {
    RoundSettings rounds =
        new RoundSettings(Duration.ZERO, 1, Duration.ZERO, 0, 1, gate, Staleness.OFF, SKIP_NORM);
    this.model = new MemberModel(base, kind, parameters, rounds, null);
    this.batch = parameters.batch();
  }

  /**
   * Learns one micro-batch, each edit once; edits of held-out contexts are kept for the gate.
   *
   * @return the loss before the step; empty where no step was taken
   */
  public Optional<LossValue> learn(List<OfflineEdit> edits) {
    return model.learn(edits.stream().map(OfflineEdit::label).toList()).value();
  }

  /** Learns edits in their order, in whole micro-batches and what remains. */
  public void learnAll(List<OfflineEdit> edits) {
    for (int from = 0; from < edits.size(); from += batch) {
      learn(edits.subList(from, Math.min(from + batch, edits.size())));
    }
  }

  /** The gate's figures on held-out contexts, such as {@code eval_edit_cost}; empty without any. */
  public Map<String, Double> heldOut() {
    return model.judge().figures();
  }

  /** The weights, which learn on. */
  public LoraAdapter adapter() {
    return model.adapter();
  }

  /** Optimiser steps taken. */
  public long steps() {
    return model.steps();
  }

  @Override
  public void close() {
    model.close();
  }
}
