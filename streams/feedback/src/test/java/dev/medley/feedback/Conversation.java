package dev.medley.feedback;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the committed input holds of one generation id: the first of each that can be used. */
final class Conversation {
  /**
   * A generation or an edit as it stands in the log, with its own time in milliseconds.
   *
   * @param cut whether it is a generation that did not end by itself
   * @param text what the response, or what became of it, hashes to; null where it was accepted
   */
  record Entry(
      String place, ByteBuffer value, long time, boolean inline, boolean cut, Integer text) {
    Entry(
        ConsumerRecord<byte[], byte[]> record,
        long time,
        boolean inline,
        boolean cut,
        Integer text) {
      this(place(record), ByteBuffer.wrap(record.value()), time, inline, cut, text);
    }

    byte[] bytes() {
      byte[] bytes = new byte[value.remaining()];
      value.duplicate().get(bytes);
      return bytes;
    }

    static String place(ConsumerRecord<?, ?> record) {
      return place(record.topic(), record.partition(), record.offset());
    }

    static String place(String topic, Object partition, Object offset) {
      return topic + "-" + partition + "@" + offset;
    }
  }

  private Entry generation;
  private final Map<Integer, Entry> revisions = new TreeMap<>();

  Entry generation() {
    return generation;
  }

  Map<Integer, Entry> revisions() {
    return revisions;
  }

  /** The entry that came before; null where this is the first. */
  Entry putGeneration(Entry entry) {
    Entry before = generation;
    generation = before == null ? entry : before;
    return before;
  }

  /** The entry that came before; null where this is the first. */
  Entry putRevision(int revision, Entry entry) {
    return revisions.putIfAbsent(revision, entry);
  }

  /** Takes a second delivery of a revision that brings its generation in the place of the first. */
  void replaceRevision(int revision, Entry inline) {
    revisions.put(revision, inline);
  }

  boolean isLate(Entry edit, long window) {
    return !edit.inline && generation != null && Math.abs(edit.time - generation.time) > window;
  }

  boolean hasLabel(int revision, long window) {
    Entry edit = revisions.get(revision);
    return edit != null && isMatched(edit, window) && (edit.inline || says(edit));
  }

  private boolean isMatched(Entry edit, long window) {
    return edit.inline || (generation != null && !isLate(edit, window));
  }

  /** A response that was cut has to be changed or thrown away. */
  private boolean says(Entry edit) {
    return !generation.cut || (edit.text != null && !edit.text.equals(generation.text));
  }

  /** The highest revision where it must have a label; else -1. */
  int last(long window) {
    return revisions.keySet().stream()
        .filter(revision -> isMatched(revisions.get(revision), window))
        .max(Integer::compare)
        .filter(revision -> hasLabel(revision, window))
        .orElse(-1);
  }

  /** When the last edit of a generation that never came is given up. */
  long givenUpAt(long window) {
    return revisions.values().stream().mapToLong(Entry::time).max().orElse(0) + 2 * window + 1;
  }
}
