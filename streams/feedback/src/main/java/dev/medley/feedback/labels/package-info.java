/** A match becomes labels, and labels go to Kafka. */
package dev.medley.feedback.labels;
