package dev.medley.learner.settings;

/** What Kafka holds of a member can't be gone on from; the message says why and what to do. */
public final class RefusedStateException extends RuntimeException {
  public RefusedStateException(String message) {
    super(message);
  }
}
