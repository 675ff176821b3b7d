/** Events as they come off Kafka, and the rules that they must meet. */
package dev.medley.feedback.events;
