package dev.medley.local.settings;

import java.time.Duration;

/**
 * What labels wait for before they show, as the trainer is told.
 *
 * @param microBatch labels that a step takes
 * @param linger how long fewer wait for more
 * @param publishInterval between two checkpoints of a member
 */
public record Patience(int microBatch, Duration linger, Duration publishInterval) {}
