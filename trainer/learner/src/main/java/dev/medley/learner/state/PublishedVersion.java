package dev.medley.learner.state;

/** A checkpoint that is still on Kafka, and where its chunks are, so that they can be removed. */
public record PublishedVersion(long version, int chunks, int partition) {}
