package dev.medley.feedback;

import dev.medley.schemas.AvroDeserializer.ForeignSchemaException;
import dev.medley.schemas.AvroDeserializer.UnknownSchemaException;
import dev.medley.schemas.AvroDeserializer.WireFormatException;
import org.apache.kafka.common.errors.SerializationException;

/** Why an event could not be used: the stable code that dead letters carry and a replay names. */
public enum Reason {
  /** A record without a value. */
  EMPTY,
  /** Not in the Confluent wire format, or under the id of a JSON Schema or a Protobuf one. */
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
  /** A text, or a record, with more bytes than are taken. */
  TOO_LONG,
  /** With its generation it has more words than are measured, or more bytes than a label takes. */
  LABEL_TOO_LARGE,
  /** Its own time is further ahead of Kafka's than clocks differ. */
  AHEAD,
  /** It reached Kafka, or was made, more than the window after what it belongs to. */
  LATE,
  /** An edit whose generation did not come. */
  NO_GENERATION,
  /** An id, or a revision, that came before with other content. */
  CONFLICT,
  /**
   * It was read when it came, but when it was to be labelled it, or its generation, could not be:
   * its schema went, or the job is older now.
   */
  NO_LONGER_READ;

  /** Why bytes could not be decoded. */
  public static Reason of(SerializationException e) {
    if (e instanceof WireFormatException || e instanceof ForeignSchemaException) {
      return NOT_AVRO;
    }
    return e instanceof UnknownSchemaException ? UNKNOWN_SCHEMA : UNREADABLE;
  }

  /** Whether the bytes could not be read at all. */
  public boolean isOfTheBytes() {
    return switch (this) {
      case EMPTY, NOT_AVRO, UNKNOWN_SCHEMA, UNREADABLE, NO_LONGER_READ -> true;
      case KEY,
          INVALID,
          ILL_FORMED_TEXT,
          TOO_LONG,
          LABEL_TOO_LARGE,
          AHEAD,
          LATE,
          NO_GENERATION,
          CONFLICT ->
          false;
    };
  }

  /**
   * Whether the same bytes may be used some day: by a schema that is registered, a newer version of
   * the job, a higher limit, or by waiting for the event's time. What the record alone tells stays
   * as it is, and so does what the log told: where a record came too late it only gets later, and
   * one that the join has seen is a duplicate.
   */
  public boolean canBeMended() {
    return switch (this) {
      case UNKNOWN_SCHEMA, UNREADABLE, INVALID, TOO_LONG, AHEAD -> true;
      case EMPTY,
          NOT_AVRO,
          KEY,
          ILL_FORMED_TEXT,
          LABEL_TOO_LARGE,
          LATE,
          NO_GENERATION,
          CONFLICT,
          NO_LONGER_READ ->
          false;
    };
  }

  public Class<? extends Exception> exception() {
    return isOfTheBytes() ? SerializationException.class : IllegalArgumentException.class;
  }
}
