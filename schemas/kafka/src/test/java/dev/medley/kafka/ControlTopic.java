package dev.medley.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Control;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A `control` of its own, written to as the test says, partition and time included. */
final class ControlTopic implements AutoCloseable {
  private final Cluster cluster;
  private final Producer<byte[], byte[]> producer;

  ControlTopic(Platform platform, String prefix) {
    cluster = new Cluster(platform.bootstrapServers(), platform.registryUrl(), prefix);
    producer = producer(cluster.producer());
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> properties) {
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  Cluster cluster() {
    return cluster;
  }

  String name() {
    return cluster.topic(Topic.CONTROL);
  }

  ControlTopic create(int partitions) throws Exception {
    try (Admin admin = Admin.create(cluster.client())) {
      NewTopic topic =
          new NewTopic(name(), partitions, (short) 1).configs(Map.of("cleanup.policy", "compact"));
      admin.createTopics(List.of(topic)).all().get();
    }
    return this;
  }

  void growTo(int partitions) throws Exception {
    try (Admin admin = Admin.create(cluster.client())) {
      admin.createPartitions(Map.of(name(), NewPartitions.increaseTo(partitions))).all().get();
    }
  }

  /** A record whose reason tells it from others. */
  byte[] value(String task, String reason) {
    return value(
        Control.newBuilder().setTask(task).setChangedAt(Instant.EPOCH).setReason(reason).build());
  }

  byte[] value(Control control) {
    return new AvroSerializer<Control>(cluster.registryClient()).serialize(name(), control);
  }

  void write(int partition, String key, byte[] value, long at) throws Exception {
    send(producer, partition, key, value, at);
  }

  /** What somebody began to write, and neither committed nor aborted. */
  Producer<byte[], byte[]> open(int partition, String key, byte[] value) throws Exception {
    Map<String, Object> properties = cluster.producer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "somebody-" + key);
    Producer<byte[], byte[]> open = producer(properties);
    open.initTransactions();
    open.beginTransaction();
    send(open, partition, key, value, 1);
    return open;
  }

  private void send(Producer<byte[], byte[]> to, int partition, String key, byte[] value, long at)
      throws Exception {
    byte[] bytes = key == null ? null : key.getBytes(UTF_8);
    to.send(new ProducerRecord<>(name(), partition, at, bytes, value)).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
