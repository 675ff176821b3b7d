package dev.medley.feedback;

import dev.medley.feedback.Conversation.Entry;
import dev.medley.feedback.deadletters.DeadLetterWriter;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Recomputes every label and every dead letter from the committed input alone, with no stream,
 * state or clock, and compares them with the committed output.
 */
final class Oracle {
  private final Cluster kafka;
  private final long window;
  private final WireReader wire;
  private final InputLog input;
  private final Consumer<String> findings;
  private long labels;

  /** Tells of everything that is missing, doubled or different. */
  Oracle(Cluster kafka, Duration window, Consumer<String> findings) {
    this.kafka = kafka;
    this.window = window.toMillis();
    this.wire = new WireReader(kafka.registryClient());
    this.input = new InputLog(kafka, wire, window.toMillis());
    this.findings = findings;
  }

  /** Records of the input. */
  long events() {
    return input.records();
  }

  long labels() {
    return labels;
  }

  int letters() {
    return input.letters().size();
  }

  void check() {
    input.read();
    for (Topic topic : List.of(Topic.COST, Topic.SUPERVISION, Topic.PREFERENCE)) {
      checkLabels(topic);
    }
    checkLetters();
  }

  private void checkLabels(Topic topic) {
    Set<String> seen = new HashSet<>();
    Log.read(kafka, topic, record -> checkLabel(topic, wire.read(record.value()), seen));
    labels += seen.size();
    input
        .conversations()
        .forEach(
            (id, known) -> {
              int last = known.last(window);
              if (last >= 0
                  && !seen.contains(id + "/" + last)
                  && expected(known, last).isMade(topic)) {
                findings.accept("missing: " + topic + " " + id + "/" + last);
              }
            });
  }

  private void checkLabel(Topic topic, GenericRecord label, Set<String> seen) {
    String id = label.get("generationId").toString();
    int revision = (Integer) label.get("revision");
    String identity = id + "/" + revision;
    Conversation known = input.conversations().get(id);
    if (!seen.add(identity)) {
      findings.accept("doubled: " + topic + " " + identity);
    } else if (known == null || !known.hasLabel(revision, window)) {
      findings.accept("invented: " + topic + " " + identity);
    } else {
      ExpectedLabel expected = expected(known, revision);
      if (!expected.isMade(topic) || !expected.isMetBy(label)) {
        findings.accept("different: " + topic + " " + identity);
      }
    }
  }

  private ExpectedLabel expected(Conversation known, int revision) {
    Entry generation = known.generation();
    return ExpectedLabel.of(
        generation == null ? null : wire.read(generation.bytes()),
        wire.read(known.revisions().get(revision).bytes()));
  }

  private void checkLetters() {
    Set<String> seen = new HashSet<>();
    for (Topic topic : List.of(Topic.GENERATIONS_DEAD_LETTERS, Topic.EDITS_DEAD_LETTERS)) {
      Log.read(kafka, topic, letter -> checkLetter(letter, seen));
    }
    input
        .letters()
        .forEach(
            (place, expected) -> {
              if (expected.required() && !seen.contains(place)) {
                findings.accept("missing dead letter: " + place + " " + expected.reason());
              }
            });
  }

  private void checkLetter(ConsumerRecord<byte[], byte[]> letter, Set<String> seen) {
    String place =
        Entry.place(
            Records.header(letter, "__connect.errors.topic"),
            Records.header(letter, "__connect.errors.partition"),
            Records.header(letter, "__connect.errors.offset"));
    InputLog.Letter expected = input.letters().get(place);
    Reason reason = Reason.valueOf(Records.header(letter, DeadLetterWriter.REASON));
    if (!seen.add(place)) {
      findings.accept("doubled dead letter: " + place);
    } else if (expected == null) {
      findings.accept("invented dead letter: " + place + " " + reason);
    } else if (reason != expected.reason() && reason != expected.other()) {
      findings.accept("different reason: " + place + " " + reason + ", " + expected.reason());
    } else if (!hasBytes(letter, expected.value())) {
      findings.accept("different bytes: " + place);
    }
  }

  private static boolean hasBytes(ConsumerRecord<byte[], byte[]> letter, ByteBuffer expected) {
    return letter.value() == null
        ? expected == null
        : ByteBuffer.wrap(letter.value()).equals(expected);
  }
}
