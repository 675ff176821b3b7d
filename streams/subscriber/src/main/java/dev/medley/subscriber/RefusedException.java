package dev.medley.subscriber;

/** A checkpoint must not be used, now or later; the message says why and quotes no name from it. */
final class RefusedException extends Exception {
  private final Refusal.Reason reason;

  RefusedException(Refusal.Reason reason, String message) {
    this(reason, message, null);
  }

  RefusedException(Refusal.Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Of files that were verified once. */
  static RefusedException changed() {
    return new RefusedException(
        Refusal.Reason.DIGEST, "its files have changed on disk since they were verified");
  }

  Refusal.Reason reason() {
    return reason;
  }
}
