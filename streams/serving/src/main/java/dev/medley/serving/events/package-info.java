/** What a node writes to Kafka. */
package dev.medley.serving.events;
