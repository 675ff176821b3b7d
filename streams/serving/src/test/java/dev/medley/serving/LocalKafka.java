package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicCreator;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Topic;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private final Cluster cluster;
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
    cluster = new Cluster(broker.bootstrapServers(), registry.url(), prefix);
    try (Admin admin = Admin.create(cluster.client())) {
      new TopicCreator(admin, new TopicCreator.Settings(prefix, 2, (short) 1, Duration.ofDays(1)))
          .create();
    }
  }

  /** The same broker and registry, with topics of their own; to be closed by this one. */
  LocalKafka topics(String prefix) throws Exception {
    return new LocalKafka(data, broker, registry, prefix);
  }

  public Cluster options() {
    return cluster;
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
    return read(cluster, topic, type);
  }

  public static <T extends SpecificRecord> List<T> read(
      Cluster cluster, Topic topic, Class<T> type) {
    AvroDeserializer<T> deserializer = new AvroDeserializer<>(cluster.registryClient(), type);
    return records(cluster, topic).stream()
        .map(found -> deserializer.deserialize(found.topic(), found.value()))
        .toList();
  }

  List<ConsumerRecord<String, byte[]>> records(Topic topic) {
    return records(cluster, topic);
  }

  private static List<ConsumerRecord<String, byte[]>> records(Cluster cluster, Topic topic) {
    Map<String, Object> properties = cluster.consumer();
    properties.put("group.id", UUID.randomUUID().toString());
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(cluster.topic(topic)).stream()
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
