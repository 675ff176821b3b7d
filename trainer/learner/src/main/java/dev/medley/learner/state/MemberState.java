package dev.medley.learner.state;

import dev.medley.learner.memory.MemoryState;
import java.util.List;
import java.util.Map;

/**
 * All that a member's next step depends on, so that a restored member goes on bit for bit.
 *
 * @param weights fp32 LoRA weights by PEFT's names
 * @param moments AdamW's first and second moments, by its own names
 * @param steps optimiser steps since the moments were zero
 * @param stepsBefore optimiser steps before that: a roll back begins them anew
 * @param rateFactor what the learning rate is multiplied by
 * @param judgedSteps optimiser steps when the gate last judged
 * @param memory what became of the labels that were read
 * @param costModel the RL member's cost model, by its own names; empty where there is none
 * @param published checkpoints that are still on Kafka, oldest first
 */
public record MemberState(
    Map<String, float[]> weights,
    Map<String, float[]> moments,
    long steps,
    long stepsBefore,
    RateFactor rateFactor,
    long judgedSteps,
    MemoryState memory,
    Map<String, double[]> costModel,
    List<PublishedVersion> published) {

  /** As they are kept on Kafka. */
  public byte[] bytes() {
    return MemberStateCodec.encode(this);
  }
}
