package dev.medley.serving;

import dev.medley.kafka.KafkaOptions;
import dev.medley.kafka.TopicCreator;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Topic;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A real broker and a real registry, with all topics. */
public final class LocalKafka implements AutoCloseable {
  private final Path data;
  private final SchemaRegistry registry;
  private final KafkaOptions options;
  private KafkaBroker broker;

  LocalKafka(Path data) throws Exception {
    this(
        data,
        KafkaBroker.start(data.resolve("kafka"), 0),
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), data.resolve("registry"), 0),
        "test.");
  }

  private LocalKafka(Path data, KafkaBroker broker, SchemaRegistry registry, String prefix)
      throws Exception {
    this.data = data;
    this.broker = broker;
    this.registry = registry;
    options = new KafkaOptions(broker.bootstrapServers(), registry.url(), prefix);
    try (Admin admin = Admin.create(KafkaOptions.asMap(options.client()))) {
      new TopicCreator(admin, new TopicCreator.Settings(prefix, 2, (short) 1, Duration.ofDays(1)))
          .create();
    }
  }

  /** The same broker and registry, with topics of their own; to be closed by this one. */
  LocalKafka topics(String prefix) throws Exception {
    return new LocalKafka(data, broker, registry, prefix);
  }

  public KafkaOptions options() {
    return options;
  }

  void stopBroker() {
    broker.close();
  }

  /** On the same port, with what it held. */
  void startBroker() {
    int port = Integer.parseInt(broker.bootstrapServers().split(":", -1)[1]);
    broker = KafkaBroker.start(data.resolve("kafka"), port);
  }

  /** All that a topic holds now. */
  public <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
    return read(options, topic, type);
  }

  public static <T extends SpecificRecord> List<T> read(
      KafkaOptions options, Topic topic, Class<T> type) {
    AvroDeserializer<T> deserializer = new AvroDeserializer<>(options.registryClient(), type);
    return records(options, topic).stream()
        .map(found -> deserializer.deserialize(found.topic(), found.value()))
        .toList();
  }

  List<ConsumerRecord<String, byte[]>> records(Topic topic) {
    return records(options, topic);
  }

  private static List<ConsumerRecord<String, byte[]>> records(KafkaOptions options, Topic topic) {
    Properties properties = options.consumer();
    properties.put("group.id", UUID.randomUUID().toString());
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(options.topic(topic)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (!atEnd(consumer, partitions)) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  private static boolean atEnd(
      KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions) {
    return consumer.endOffsets(partitions).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
  }
}
