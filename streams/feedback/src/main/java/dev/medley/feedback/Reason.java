package dev.medley.feedback;

import org.apache.kafka.common.errors.SerializationException;

/** Why an event could not be used: the stable code that dead letters carry and a replay names. */
public enum Reason {
  /** A record without a value. */
  EMPTY,
  /** Not in the Confluent wire format. */
  NOT_AVRO,
  /** A schema id that the registry does not know. */
  UNKNOWN_SCHEMA,
  /** Bytes that are not what their schema says, or a schema that can't be read as the event. */
  UNREADABLE,
  /** The record's key is not the generation id. */
  KEY,
  /** A field, or fields together, against the rules. */
  INVALID,
  /** Text that is not well-formed Unicode. */
  ILL_FORMED_TEXT,
  /** A text with more bytes or words than are taken. */
  TOO_LONG,
  /** Its own time is further ahead of Kafka's than clocks differ. */
  AHEAD,
  /** It reached Kafka, or was made, more than the window after what it belongs to. */
  LATE,
  /** An edit whose generation did not come. */
  NO_GENERATION,
  /** An id, or a revision, that came before with other content. */
  CONFLICT;

  /** Whether the bytes could not be read at all. */
  boolean isOfTheBytes() {
    return switch (this) {
      case EMPTY, NOT_AVRO, UNKNOWN_SCHEMA, UNREADABLE -> true;
      case KEY, INVALID, ILL_FORMED_TEXT, TOO_LONG, AHEAD, LATE, NO_GENERATION, CONFLICT -> false;
    };
  }

  Class<? extends Exception> exception() {
    return isOfTheBytes() ? SerializationException.class : IllegalArgumentException.class;
  }
}
