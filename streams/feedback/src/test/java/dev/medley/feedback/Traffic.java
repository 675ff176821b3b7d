package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What products send, good and bad: doubled, out of order, late, contradictory, broken. */
final class Traffic {
  private static final int SHUFFLED = 2000;
  private static final String[] WORDS =
      "the a cat dog sat ran on under mat rug, and then it was. Ann’s 14:30 東京 नमस्ते 🎉"
          .split(" ");

  private final Random random;
  private final Cluster kafka;
  private final AvroSerializer<Generation> generations;
  private final AvroSerializer<Edit> edits;
  private final Duration window;
  private final List<ProducerRecord<byte[], byte[]>> waiting = new ArrayList<>();
  private long number;

  Traffic(long seed, Cluster kafka, Duration window) {
    SchemaRegistryClient registry = kafka.registryClient();
    this.random = new Random(seed);
    this.kafka = kafka;
    this.generations = new AvroSerializer<>(registry);
    this.edits = new AvroSerializer<>(registry);
    this.window = window;
  }

  /** The next record; its time is now. */
  ProducerRecord<byte[], byte[]> next() {
    while (waiting.size() < SHUFFLED) {
      conversation();
    }
    int at = random.nextInt(waiting.size());
    ProducerRecord<byte[], byte[]> record = waiting.get(at);
    waiting.set(at, waiting.get(waiting.size() - 1));
    waiting.remove(waiting.size() - 1);
    return record;
  }

  private void conversation() {
    String id = "g-" + number++;
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String response = text(3 + random.nextInt(20));
    boolean inline = chance(5);
    if (!inline) {
      Generation generation = Events.generation(id, response);
      generation.setCreatedAt(chance(3) ? now.minus(window.multipliedBy(9).dividedBy(10)) : now);
      generation.setUser("u" + random.nextInt(500));
      if (chance(2)) {
        generation.setFinishReason(FinishReason.LENGTH);
      }
      if (!chance(1)) {
        twice(Topic.GENERATIONS, id, generations.serialize(topic(Topic.GENERATIONS), generation));
      }
      if (chance(1)) {
        generation.setResponse(text(5));
        add(Topic.GENERATIONS, id, generations.serialize(topic(Topic.GENERATIONS), generation));
      }
    }
    boolean counted = !chance(10);
    int revisions = chance(10) ? 0 : chance(15) ? 1 + random.nextInt(4) : 1;
    for (int revision = 0; revision < revisions; revision++) {
      Edit edit = edit(id, counted ? revision : Event.UNNUMBERED, response);
      edit.setEditedAt(
          chance(2)
              ? now.plus(window.dividedBy(4))
              : chance(1) ? now.minus(window.multipliedBy(3)) : now);
      if (inline) {
        Events.inline(edit, response);
      }
      twice(Topic.EDITS, id, edits.serialize(topic(Topic.EDITS), edit));
      if (chance(1)) {
        Edit other = edit(id, counted ? revision : Event.UNNUMBERED, text(4));
        other.setEditedAt(now);
        add(Topic.EDITS, id, edits.serialize(topic(Topic.EDITS), other));
      }
    }
    if (chance(2)) {
      poison(id, now);
    }
    if (random.nextInt(3000) == 0) {
      Edit edit = Events.edited(id, 6, "long ".repeat(250_000));
      edit.setEditedAt(now);
      add(Topic.EDITS, id, edits.serialize(topic(Topic.EDITS), edit));
    }
  }

  private Edit edit(String id, int revision, String response) {
    if (chance(15)) {
      Edit edit = Events.action(id, chance(50) ? EditAction.ACCEPTED : EditAction.DISCARDED);
      edit.setRevision(revision);
      return edit;
    }
    String[] words = response.split(" ");
    for (int change = random.nextInt(4); change > 0; change--) {
      words[random.nextInt(words.length)] = WORDS[random.nextInt(WORDS.length)];
    }
    return Events.edited(id, revision, String.join(" ", words));
  }

  private void poison(String id, Instant now) {
    switch (random.nextInt(6)) {
      case 0 -> add(Topic.EDITS, id, "not Avro".getBytes(UTF_8));
      case 1 -> add(Topic.GENERATIONS, id, new byte[] {0, 0, 1, (byte) 0x86, (byte) 0x9f, 2});
      case 2 -> add(Topic.EDITS, id, null);
      case 3 -> {
        Edit blank = Events.edited(id, 9, " \n");
        blank.setEditedAt(now);
        add(Topic.EDITS, id, edits.serialize(topic(Topic.EDITS), blank));
      }
      case 4 -> {
        Edit ahead = Events.edited(id, 8, "far ahead");
        ahead.setEditedAt(Instant.ofEpochMilli(Long.MAX_VALUE - random.nextInt(9)));
        add(Topic.EDITS, id, edits.serialize(topic(Topic.EDITS), ahead));
      }
      default -> {
        Edit edit = Events.edited(id, 7, "another key");
        edit.setEditedAt(now);
        add(Topic.EDITS, "x" + id, edits.serialize(topic(Topic.EDITS), edit));
      }
    }
  }

  private void twice(Topic topic, String id, byte[] value) {
    add(topic, id, value);
    if (chance(10)) {
      add(topic, id, value);
    }
  }

  private void add(Topic topic, String key, byte[] value) {
    waiting.add(new ProducerRecord<>(topic(topic), key.getBytes(UTF_8), value));
  }

  private String topic(Topic topic) {
    return kafka.topic(topic);
  }

  private String text(int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
