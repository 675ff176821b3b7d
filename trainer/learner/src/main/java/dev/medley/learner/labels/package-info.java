/** Labels read from Kafka, and as tokens. */
package dev.medley.learner.labels;
