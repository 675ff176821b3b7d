/** Commands for operators: topics, control and signing keys. */
package dev.medley.kafka.commands;
