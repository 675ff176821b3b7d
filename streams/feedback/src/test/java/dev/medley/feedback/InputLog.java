package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.feedback.Conversation.Entry;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The committed input and what must become of it, by the rules of this module's README written out
 * once more: nothing here is the job's own code.
 */
final class InputLog {
  /** A dead letter that must be there, or may be where it is not required, with these bytes. */
  record Letter(Reason reason, Reason other, boolean required, ByteBuffer value) {}

  private static final long AHEAD = 5 * 60_000;
  private static final int MAX_TEXT_BYTES = 1 << 20;
  private static final int NOT_COUNTED = -1;

  private final Cluster kafka;
  private final WireReader wire;
  private final long window;
  private final Map<String, Conversation> conversations = new HashMap<>();
  private final Map<String, Letter> letters = new HashMap<>();
  private long watermark = Long.MAX_VALUE;
  private long records;

  InputLog(Cluster kafka, WireReader wire, long windowMillis) {
    this.kafka = kafka;
    this.wire = wire;
    this.window = windowMillis;
  }

  Map<String, Conversation> conversations() {
    return conversations;
  }

  /** By where the original stands. */
  Map<String, Letter> letters() {
    return letters;
  }

  long records() {
    return records;
  }

  void read() {
    for (Topic topic : new Topic[] {Topic.GENERATIONS, Topic.EDITS}) {
      Map<Integer, Long> newest = new HashMap<>();
      Log.read(
          kafka, topic, record -> newest.merge(record.partition(), read(topic, record), Math::max));
      newest.values().forEach(time -> watermark = Math.min(watermark, time));
    }
    conversations.values().forEach(this::judge);
  }

  /** The time that the record brings its partition to. */
  private long read(Topic topic, ConsumerRecord<byte[], byte[]> record) {
    records++;
    Optional<Reason> fault = wire.fault(record.value());
    if (fault.isPresent()) {
      return refuse(record, fault.get());
    }
    boolean isEdit = topic == Topic.EDITS;
    GenericRecord event = wire.read(record.value());
    String id = event.get(isEdit ? "generationId" : "id").toString();
    long time = (Long) event.get(isEdit ? "editedAt" : "createdAt");
    if (!id.equals(new String(record.key(), UTF_8))) {
      return refuse(record, Reason.KEY);
    }
    if (time > record.timestamp() + AHEAD) {
      return refuse(record, Reason.AHEAD);
    }
    if (time < record.timestamp() - window) {
      return refuse(record, Reason.LATE);
    }
    if (isEdit && text(event).getBytes(UTF_8).length > MAX_TEXT_BYTES) {
      return refuse(record, Reason.TOO_LONG);
    }
    if (isEdit && action(event).equals("EDITED") && text(event).isBlank()) {
      return refuse(record, Reason.INVALID);
    }
    Conversation known = conversations.computeIfAbsent(id, unknown -> new Conversation());
    Entry entry = entry(record, event, time, isEdit);
    int revision = isEdit ? revision(event, known) : 0;
    Entry before = isEdit ? known.putRevision(revision, entry) : known.putGeneration(entry);
    if (before != null && !sameText(wire.read(before.bytes()), event, isEdit)) {
      letters.put(
          entry.place(), new Letter(Reason.CONFLICT, null, true, ByteBuffer.wrap(record.value())));
    } else if (before != null && entry.inline() && !before.inline()) {
      known.replaceRevision(revision, entry);
    }
    return Math.min(time, record.timestamp());
  }

  private static Entry entry(
      ConsumerRecord<byte[], byte[]> record, GenericRecord event, long time, boolean isEdit) {
    boolean inline = isEdit && event.get("response") != null;
    boolean cut = !isEdit && !event.get("finishReason").toString().equals("STOP");
    Object text = event.get(isEdit ? "text" : "response");
    boolean accepted = isEdit && action(event).equals("ACCEPTED");
    Integer hash = accepted ? null : Objects.toString(text).hashCode();
    return new Entry(record, time, inline, cut, hash);
  }

  /** One that is not counted follows the highest, or is that one again where it says the same. */
  private int revision(GenericRecord edit, Conversation known) {
    int revision = (Integer) edit.get("revision");
    if (revision != NOT_COUNTED || known.revisions().isEmpty()) {
      return Math.max(0, revision);
    }
    int newest = Collections.max(known.revisions().keySet());
    boolean again = sameText(wire.read(known.revisions().get(newest).bytes()), edit, true);
    return again ? newest : newest + 1;
  }

  private static boolean sameText(GenericRecord one, GenericRecord two, boolean isEdit) {
    return isEdit
        ? action(one).equals(action(two)) && same(one.get("text"), two.get("text"))
        : same(one.get("task"), two.get("task")) && same(one.get("response"), two.get("response"));
  }

  private static boolean same(Object one, Object two) {
    return Objects.toString(one).equals(Objects.toString(two));
  }

  private static String text(GenericRecord edit) {
    return Objects.toString(edit.get("text"), "");
  }

  private static String action(GenericRecord edit) {
    return edit.get("action").toString();
  }

  private long refuse(ConsumerRecord<byte[], byte[]> record, Reason reason) {
    ByteBuffer value = record.value() == null ? null : ByteBuffer.wrap(record.value());
    letters.put(Entry.place(record), new Letter(reason, null, true, value));
    return record.timestamp();
  }

  private void judge(Conversation known) {
    for (Entry edit : known.revisions().values()) {
      if (known.isLate(edit, window)) {
        letters.put(
            edit.place(), new Letter(Reason.LATE, Reason.NO_GENERATION, true, edit.value()));
      } else if (known.generation() == null && !edit.inline()) {
        // A watermark is one millisecond behind the newest event.
        boolean over = known.givenUpAt(window) < watermark - 1;
        letters.put(edit.place(), new Letter(Reason.NO_GENERATION, null, over, edit.value()));
      }
    }
  }
}
