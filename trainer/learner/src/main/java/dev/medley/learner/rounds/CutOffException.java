package dev.medley.learner.rounds;

import dev.medley.learner.settings.MemberId;
import org.apache.kafka.common.KafkaException;

/**
 * The broker has ended this trainer's transactions for a member, as after a pause, but nobody else
 * has claimed it: it is to be opened again from Kafka.
 */
public final class CutOffException extends KafkaException {
  private static final long serialVersionUID = 1L;

  CutOffException(MemberId member, Throwable cause) {
    super(
        "%s: the broker ended its transaction, as it came too late; nobody else has claimed it"
            .formatted(member),
        cause);
  }
}
