package dev.medley.subscriber;

import java.time.Instant;

/**
 * A checkpoint that was not taken.
 *
 * @param where its key, or where its record lies where the key can't be trusted
 * @param message why, without anything that the record said
 */
public record Refusal(String where, Reason reason, String message, Instant at) {
  /** What was wrong, in the order in which it is looked at. */
  public enum Reason {
    /** The record can't be decoded. */
    UNREADABLE,
    /** Names, sizes or places that no publisher of Medley writes. */
    RECORD,
    /** It was trained over another base model. */
    BASE,
    /** No trusted key made its signature. */
    SIGNATURE,
    /** Chunks are missing, out of order, or of the wrong size. */
    CHUNKS,
    /** The bytes are not those that were published. */
    DIGEST,
    /** The disk does not take it; tried again until it does. */
    DISK,
    /** Whoever should load it did not take it. */
    LISTENER
  }
}
