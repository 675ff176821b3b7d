package dev.medley.feedback.events;

import dev.medley.feedback.Reason;
import java.util.Optional;

/** Why a record is not used; the message says how to mend it and never quotes it. */
record Refusal(Reason reason, String message) {
  static Optional<Refusal> of(Reason reason, String message) {
    return Optional.of(new Refusal(reason, message));
  }
}
