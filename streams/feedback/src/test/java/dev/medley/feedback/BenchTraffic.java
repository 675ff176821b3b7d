package dev.medley.feedback;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Message;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Steady traffic with so many generations open at any time: with each new one the state forgets the
 * oldest, and an edit comes to any of the younger half, whose window still takes it.
 */
final class BenchTraffic implements AutoCloseable {
  static final Duration WINDOW = Duration.ofHours(24);
  static final int WORDS = 60;
  private static final int TEXTS = 500;

  /** Long ago, so that the times of what is sent never pass the clock. */
  private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

  private final int open;
  private final Sender sender;
  private final Random random = new Random(5);
  private final List<String> texts = new ArrayList<>();
  private int number;

  BenchTraffic(Cluster kafka, int open) throws Exception {
    this.open = open;
    this.sender = new Sender(kafka);
    for (int i = 0; i < TEXTS; i++) {
      texts.add(String.join(" ", random.ints(WORDS, 0, 900).mapToObj(n -> "w" + n).toList()));
    }
    try (Admin admin = Admin.create(kafka.client())) {
      for (Topic topic : List.of(Topic.GENERATIONS, Topic.EDITS)) {
        // Two days pass in a minute or in ten: Kafka's time must be the events' own.
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, kafka.topic(topic)),
                    List.of(
                        set(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"),
                        set(TopicConfig.RETENTION_MS_CONFIG, "-1"))))
            .all()
            .get();
      }
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  /** All generations that are to be open, and one edit. */
  void open() {
    while (number < open) {
      sender.send(generation());
    }
    sender.send(edit());
    sender.flush();
  }

  /** So many generations, and as many edits. */
  void pairs(int pairs) {
    for (int i = 0; i < pairs; i++) {
      sender.send(generation());
      sender.send(edit());
    }
    sender.flush();
  }

  private Generation generation() {
    Generation generation = Events.generation("generation-" + number, texts.get(number % TEXTS));
    generation.setUser("user-" + number % Math.max(20, open / 500));
    generation.setMessages(List.of(new Message("user", texts.get((number + 7) % TEXTS))));
    generation.setCreatedAt(now());
    number++;
    return generation;
  }

  private Edit edit() {
    int edited = number - 1 - random.nextInt(open / 2);
    String[] words = texts.get(edited % TEXTS).split(" ");
    for (int change = 0; change < WORDS / 5; change++) {
      words[random.nextInt(words.length)] = "w" + random.nextInt(900);
    }
    // One that is edited again has a higher revision each time.
    Edit edit = Events.edited("generation-" + edited, number, String.join(" ", words));
    edit.setEditedAt(now());
    return edit;
  }

  /** The state keeps what is younger than two windows. */
  private Instant now() {
    return START.plusMillis(2 * WINDOW.toMillis() * number / open);
  }

  @Override
  public void close() {
    sender.close();
  }
}
