package dev.medley.subscriber;

/** A checkpoint must not be used, now or later; the message says why and quotes no name from it. */
final class RefusedException extends Exception {
  RefusedException(String message) {
    super(message);
  }

  RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
