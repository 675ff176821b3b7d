/** All that a member's next step depends on: as a record, as bytes, on Kafka. */
package dev.medley.learner.state;
