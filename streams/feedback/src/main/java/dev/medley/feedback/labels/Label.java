package dev.medley.feedback.labels;

/** A label as its topic takes it. Nothing changes one once it is made. */
public final class Label {
  /** UTF-8 of the generation id. */
  final byte[] key;

  /** In the Confluent wire format. */
  final byte[] value;

  /** The trace context of the edit that made it; null where that has none. */
  final String traceParent;

  Label(byte[] key, byte[] value, String traceParent) {
    this.key = key;
    this.value = value;
    this.traceParent = traceParent;
  }
}
