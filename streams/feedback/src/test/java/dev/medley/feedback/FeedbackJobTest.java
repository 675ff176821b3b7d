package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TopicCreator;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.Ports;
import dev.medley.standalone.SchemaRegistry;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a MiniCluster, against a real broker and a real registry. */
final class FeedbackJobTest {
  private static final int PARTITIONS = 2;
  private static final int USER_LABELS = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static SchemaRegistry registry;
  private static SchemaRegistryClient schemas;
  private static Producer<byte[], byte[]> producer;

  @BeforeAll
  static void start() {
    broker = KafkaBroker.start(folder.resolve("kafka"), 0);
    registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), folder.resolve("registry"), 0);
    KafkaOptions kafka = new KafkaOptions(broker.bootstrapServers(), registry.url(), "");
    schemas = kafka.registryClient();
    producer =
        new KafkaProducer<>(
            KafkaOptions.asMap(kafka.producer()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    registry.close();
    broker.close();
  }

  @Test
  void shouldDeadLetterWhatCannotBeUsedAndGoOn() throws Exception {
    // Given
    KafkaOptions kafka = topics("dead.");
    JobClient job = startJob(kafka, "dead");
    try {
      send(kafka, Topic.EDITS, "malformed", "not Avro at all".getBytes(UTF_8));
      send(kafka, Topic.EDITS, "unknown", new byte[] {0, 0, 1, (byte) 0x86, (byte) 0x9f, 2, 2});
      send(kafka, Events.edited("blank", 0, "  \n"));
      send(kafka, Events.edited("long", 0, "secret ".repeat(2_300_000)));
      send(kafka, Topic.EDITS, "null", null);
      Edit future = Events.edited("future", 0, "secret");
      future.setEditedAt(Instant.ofEpochMilli(Long.MAX_VALUE));
      send(kafka, future);
      Edit past = Events.edited("past", 0, "secret");
      past.setEditedAt(Instant.ofEpochMilli(Long.MIN_VALUE));
      send(kafka, past);
      byte[] broken = bytes(kafka, Events.edited("broken", 0, "secret!"));
      broken[new String(broken, ISO_8859_1).indexOf("secret!") + 6] = (byte) 0xED;
      send(kafka, Topic.EDITS, "broken", broken);
      send(kafka, Topic.EDITS, "another", bytes(kafka, Events.edited("key", 0, "secret")));

      // When
      send(kafka, Events.generation("good", "the cat sat"));
      send(kafka, Events.edited("good", 0, "the cat sits"));

      // Then
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() == 1);
      Map<String, String> reasons = new TreeMap<>();
      for (ConsumerRecord<byte[], byte[]> letter : read(kafka, Topic.EDITS_DEAD_LETTERS)) {
        reasons.put(
            new String(letter.key(), UTF_8),
            code(letter) + ": " + header(letter, "exception.message"));
        assertThat(header(letter, "topic")).isEqualTo("dead.edits");
        for (Header header : letter.headers()) {
          assertThat(new String(header.value(), UTF_8)).doesNotContain("secret", "not Avro");
        }
      }
      assertThat(reasons)
          .containsOnlyKeys(
              "malformed",
              "unknown",
              "blank",
              "long",
              "null",
              "future",
              "past",
              "broken",
              "another");
      assertThat(reasons.get("malformed")).startsWith("NOT_AVRO");
      assertThat(reasons.get("unknown")).startsWith("UNKNOWN_SCHEMA").contains("99999");
      assertThat(reasons.get("blank")).startsWith("INVALID").contains("blank", "DISCARDED");
      assertThat(reasons.get("long")).startsWith("TOO_LONG").contains("16100000", "1048576");
      assertThat(reasons.get("null")).startsWith("EMPTY");
      assertThat(reasons.get("future")).startsWith("AHEAD");
      assertThat(reasons.get("past")).startsWith("LATE");
      assertThat(reasons.get("broken")).startsWith("ILL_FORMED_TEXT");
      assertThat(reasons.get("another")).startsWith("KEY");
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void shouldNeitherLoseNorDoubleThroughRestartsOnMoreAndFewerSubtasks() throws Exception {
    // Given
    KafkaOptions kafka = topics("restart.");
    int each = 100;
    int sent = 0;
    for (int parallelism : new int[] {1, 4}) {
      JobClient job = startJob(kafka, "restart", parallelism);
      for (int i = sent; i < sent + each; i++) {
        send(kafka, Events.generation("g" + i, "the cat sat"));
        // Every third edit comes after the next restart: its generation lives in the state.
        if (i % 3 != 0) {
          send(kafka, Events.edited("g" + i, 0, "the dog sat"));
        }
      }
      sent += each;
      int some = sent / 2;
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() >= some);
      job.cancel().get();
    }

    // When
    JobClient last = startJob(kafka, "restart", 2);
    try {
      for (int i = 0; i < sent; i++) {
        send(kafka, Events.edited("g" + i, 0, "the dog sat"));
      }

      // Then
      int all = sent;
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() >= all);
      Thread.sleep(2000);
      AvroDeserializer<Cost> deserializer = new AvroDeserializer<>(schemas, Cost.class);
      List<String> labelled =
          read(kafka, Topic.COST).stream()
              .map(record -> deserializer.deserialize("", record.value()).getGenerationId())
              .toList();
      assertThat(labelled).doesNotHaveDuplicates().hasSize(all);
      assertThat(read(kafka, Topic.PREFERENCE)).hasSize(all);
      assertThat(read(kafka, Topic.EDITS_DEAD_LETTERS)).isEmpty();
    } finally {
      last.cancel().get();
    }
  }

  @Test
  void shouldWaitForARegistryThatIsDownAndDropNothing() throws Exception {
    // Given
    int port = Ports.free();
    Path home = Path.of(System.getProperty("apicurio.home"));
    Path data = folder.resolve("registry-down");
    SchemaRegistry other = SchemaRegistry.start(home, data, port);
    KafkaOptions kafka = topics("down.", other.url());
    SchemaRegistryClient client = kafka.registryClient();
    Generation generation = Events.generation("g", "the cat sat");
    byte[] written = new AvroSerializer<Generation>(client).serialize("x", generation);
    byte[] edit = new AvroSerializer<Edit>(client).serialize("y", Events.edited("g", 0, "a dog"));
    other.close();
    JobClient job = startJob(kafka, "down");
    try {
      send(kafka, Topic.GENERATIONS, "g", written);
      send(kafka, Topic.EDITS, "g", edit);
      Thread.sleep(4000);
      assertThat(read(kafka, Topic.COST)).isEmpty();

      // When
      other = SchemaRegistry.start(home, data, port);

      // Then
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() == 1);
      assertThat(read(kafka, Topic.EDITS_DEAD_LETTERS)).isEmpty();
      assertThat(read(kafka, Topic.GENERATIONS_DEAD_LETTERS)).isEmpty();
    } finally {
      job.cancel().get();
      other.close();
    }
  }

  @Test
  void shouldLabelNoMoreOfOneUserThanTheCap() throws Exception {
    // Given
    KafkaOptions kafka = topics("flood.");
    JobClient job = startJob(kafka, "flood");
    try {
      for (int i = 0; i < USER_LABELS + 50; i++) {
        send(kafka, Events.generation("g" + i, "the cat sat"));
        send(kafka, Events.edited("g" + i, 0, "the dog sat"));
      }

      // When
      Generation other = Events.generation("other", "the cat sat");
      other.setUser("u2");
      send(kafka, other);
      send(kafka, Events.edited("other", 0, "the dog sat"));

      // Then
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() > USER_LABELS);
      Thread.sleep(2000);
      assertThat(read(kafka, Topic.COST)).hasSize(USER_LABELS + 1);
      assertThat(read(kafka, Topic.EDITS_DEAD_LETTERS)).isEmpty();
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void shouldReplayOnceWhatWasMended() throws Exception {
    // Given
    KafkaOptions kafka = topics("replay.");
    JobClient job = startJob(kafka, "replay");
    send(kafka, Events.generation("long", "the cat sat"));
    send(kafka, Events.edited("long", 0, "dog ".repeat(300_000)));
    send(kafka, Events.edited("longer", 0, "dog ".repeat(700_000)));
    await().atMost(PATIENCE).until(() -> read(kafka, Topic.EDITS_DEAD_LETTERS).size() == 2);
    job.cancel().get();
    FeedbackSettings raised =
        FeedbackSettings.of(
            kafka, Duration.ofHours(1), Duration.ZERO, new Limits(2_000_000, 1, 1), Tokens.WORDS);
    Replay replay = new Replay(kafka, raised, Topic.EDITS, Reason.TOO_LONG);

    // When
    Replay.Counts counted = replay.run(false, true);
    Replay.Counts replayed = replay.run(false, false);
    Replay.Counts again = replay.run(false, false);

    // Then
    assertThat(counted).isEqualTo(new Replay.Counts(2, 1));
    assertThat(replayed).isEqualTo(new Replay.Counts(2, 1));
    assertThat(again).isEqualTo(new Replay.Counts(0, 0));
    List<ConsumerRecord<byte[], byte[]>> edits = read(kafka, Topic.EDITS);
    assertThat(edits).hasSize(3);
    assertThat(edits).filteredOn(e -> new String(e.key(), UTF_8).equals("long")).hasSize(2);
  }

  private static JobClient startJob(KafkaOptions kafka, String name) throws Exception {
    return startJob(kafka, name, 1);
  }

  private static JobClient startJob(KafkaOptions kafka, String name, int parallelism)
      throws Exception {
    FeedbackSettings settings =
        FeedbackSettings.of(
            kafka,
            Duration.ofHours(1),
            Duration.ZERO,
            new Limits(1 << 20, 20, USER_LABELS),
            Tokens.WORDS);
    org.apache.flink.core.fs.Path checkpoints =
        new org.apache.flink.core.fs.Path(folder.resolve(name).toUri());
    Configuration configuration =
        new FlinkConfiguration(checkpoints, Duration.ofMillis(500))
            .local(parallelism)
            .fromNewest()
            .get();
    return FeedbackMain.start(settings, configuration);
  }

  private static KafkaOptions topics(String prefix) {
    return topics(prefix, registry.url());
  }

  private static KafkaOptions topics(String prefix, String registryUrl) {
    KafkaOptions kafka = new KafkaOptions(broker.bootstrapServers(), registryUrl, prefix);
    try (Admin admin = Admin.create(KafkaOptions.asMap(kafka.client()))) {
      new TopicCreator(
              admin, new TopicCreator.Settings(prefix, PARTITIONS, (short) 1, Duration.ofDays(1)))
          .create();
    }
    return kafka;
  }

  private static void send(KafkaOptions kafka, Generation generation) {
    String topic = kafka.topic(Topic.GENERATIONS);
    byte[] bytes = new AvroSerializer<Generation>(schemas).serialize(topic, generation);
    send(kafka, Topic.GENERATIONS, generation.getId(), bytes);
  }

  private static void send(KafkaOptions kafka, Edit edit) {
    send(kafka, Topic.EDITS, edit.getGenerationId(), bytes(kafka, edit));
  }

  private static byte[] bytes(KafkaOptions kafka, Edit edit) {
    return new AvroSerializer<Edit>(schemas).serialize(kafka.topic(Topic.EDITS), edit);
  }

  private static void send(KafkaOptions kafka, Topic topic, String key, byte[] value) {
    Future<RecordMetadata> sent =
        producer.send(new ProducerRecord<>(kafka.topic(topic), key.getBytes(UTF_8), value));
    assertThat(sent).isNotCancelled();
  }

  /** Every committed record of a topic. */
  private static List<ConsumerRecord<byte[], byte[]>> read(KafkaOptions kafka, Topic topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Log.read(kafka, topic, records::add);
    return records;
  }

  private static String code(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.headers().lastHeader("medley.reason").value(), UTF_8);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader("__connect.errors." + name).value(), UTF_8);
  }
}
