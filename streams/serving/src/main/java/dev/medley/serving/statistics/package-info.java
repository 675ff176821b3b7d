/** Kafka Streams: what each arm has cost, on all nodes. */
package dev.medley.serving.statistics;
