package dev.medley.learner;

/** A checkpoint that is still on Kafka, and where its chunks are, so that they can be removed. */
record PublishedVersion(long version, int chunks, int partition) {}
