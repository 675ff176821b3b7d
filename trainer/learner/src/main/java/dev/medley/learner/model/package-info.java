/** Weights, their optimiser and one micro-batch; the cost learner. */
package dev.medley.learner.model;
