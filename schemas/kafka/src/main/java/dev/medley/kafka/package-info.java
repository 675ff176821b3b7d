/** How every process meets Kafka and the schema registry. */
package dev.medley.kafka;
