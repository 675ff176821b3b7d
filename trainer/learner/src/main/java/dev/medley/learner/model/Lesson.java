package dev.medley.learner.model;

import dev.medley.lm.loss.LossValue;
import java.util.Optional;

/**
 * What came of a micro-batch.
 *
 * @param value the loss before the step; empty where none of the labels could be learnt from
 * @param sound whether all is finite and did not explode; otherwise nothing was learnt
 */
public record Lesson(Optional<LossValue> value, boolean sound) {}
