/** Clients of a Confluent-compatible schema registry, with what it wants of a login. */
package dev.medley.kafka.registry;
