package dev.medley.learner.proofs.many;

import dev.medley.schemas.Topic;
import java.time.Instant;

/** Where a label lies. */
record WrittenLabel(Topic topic, String task, int partition, long offset, Instant at) {}
