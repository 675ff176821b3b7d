package dev.medley.feedback;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the committed input holds of one generation id: the first of each that can be used. */
final class Conversation {
  /** A generation or an edit as it stands in the log, with its own time in milliseconds. */
  record Entry(String place, ByteBuffer value, long time, boolean inline, boolean complete) {
    Entry(ConsumerRecord<byte[], byte[]> record, long time, boolean inline, boolean complete) {
      this(place(record), ByteBuffer.wrap(record.value()), time, inline, complete);
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
    return edit != null
        && (edit.inline || (generation != null && generation.complete && !isLate(edit, window)));
  }

  /** The highest revision that must have a label; -1 where none has. */
  int last(long window) {
    return revisions.keySet().stream()
        .filter(revision -> hasLabel(revision, window))
        .max(Integer::compare)
        .orElse(-1);
  }

  /** When the last edit of a generation that never came is given up. */
  long givenUpAt(long window) {
    return revisions.values().stream().mapToLong(Entry::time).max().orElse(0) + 2 * window + 1;
  }
}
