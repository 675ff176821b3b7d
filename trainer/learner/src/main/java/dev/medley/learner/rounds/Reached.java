package dev.medley.learner.rounds;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.feed.Frontier;
import dev.medley.learner.journal.Standing;
import dev.medley.schemas.LearningSettings;
import java.time.Instant;

/**
 * How far a member has come at the end of a round.
 *
 * @param settings it was learnt with
 * @param read how far labels were read
 * @param steps optimiser steps taken
 * @param editsSeen distinct labels that the weights reflect, and the newest of them
 */
public record Reached(
    Standing standing,
    LearningSettings settings,
    Frontier read,
    long steps,
    long editsSeen,
    Instant newestEditAt) {
  public Reached {
    requireNonNull(standing, "standing is null");
    requireNonNull(settings, "settings is null");
  }
}
