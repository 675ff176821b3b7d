/** What operators ask of a task: read by all processes, changed by one at a time. */
package dev.medley.kafka.control;
