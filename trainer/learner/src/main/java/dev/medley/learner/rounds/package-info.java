/** A round: one Kafka transaction, and what it publishes. */
package dev.medley.learner.rounds;
