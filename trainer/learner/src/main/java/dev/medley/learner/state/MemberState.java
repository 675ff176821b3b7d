package dev.medley.learner.state;

import dev.medley.learner.memory.HeldOut;
import dev.medley.lm.loss.Example;
import java.util.List;
import java.util.Map;

/**
 * All that a member's next step depends on, so that a restored member goes on bit for bit.
 *
 * @param weights fp32 LoRA weights by PEFT's names
 * @param moments AdamW's first and second moments, by its own names
 * @param steps optimiser steps since the moments were zero
 * @param stepsBefore optimiser steps before that: a roll back begins them anew
 * @param judgedSteps optimiser steps when the gate last judged
 * @param random state of the generator that chooses what is replayed
 * @param heldOut newest held-out labels, oldest first
 * @param recent examples that may be replayed, oldest first
 * @param seen newest revisions by hash of the generation, oldest first
 * @param armVersions newest checkpoint that labels have named, by arm, oldest first
 * @param costModel the RL member's cost model, by its own names; empty where there is none
 * @param published checkpoints that are still on Kafka, oldest first
 */
public record MemberState(
    Map<String, float[]> weights,
    Map<String, float[]> moments,
    long steps,
    long stepsBefore,
    long judgedSteps,
    long random,
    List<HeldOut> heldOut,
    List<Example> recent,
    Map<Long, Integer> seen,
    Map<String, Long> armVersions,
    Map<String, double[]> costModel,
    List<PublishedVersion> published) {}
