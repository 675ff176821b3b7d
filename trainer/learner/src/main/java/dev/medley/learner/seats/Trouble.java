package dev.medley.learner.seats;

import dev.medley.learner.member.OutOfMemoryException;
import dev.medley.learner.rounds.FencedException;
import dev.medley.learner.settings.RefusedStateException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.KafkaException;

/** What kind of trouble a member met. */
enum Trouble {
  /** Kafka, the registry, a disk or memory, which may be well again soon. */
  PASSING,
  /** What it left does not fit, or it is another trainer's now. */
  REFUSAL,
  /** Nobody foresaw it. */
  FAULT;

  static Trouble of(Throwable trouble) {
    if (trouble instanceof FencedException || trouble instanceof RefusedStateException) {
      return REFUSAL;
    }
    boolean passing =
        trouble instanceof KafkaException
            || trouble instanceof UncheckedIOException
            || trouble instanceof OutOfMemoryException
            || trouble instanceof OutOfMemoryError
            || (trouble instanceof RuntimeException e && OutOfMemoryException.isWhy(e));
    return passing ? PASSING : FAULT;
  }

  /** As an exception. */
  static RuntimeException told(Throwable trouble) {
    return trouble instanceof RuntimeException e ? e : new IllegalStateException(trouble);
  }
}
