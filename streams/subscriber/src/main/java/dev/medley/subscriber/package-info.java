/** Verified checkpoints as PEFT directories, kept up to date from Kafka. */
package dev.medley.subscriber;
