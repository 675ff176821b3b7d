package dev.medley.kafka.control;

/** A change that was not made, as it would have lost what was asked before. */
public final class ControlRefusedException extends RuntimeException {
  ControlRefusedException(String message) {
    super(message);
  }
}
