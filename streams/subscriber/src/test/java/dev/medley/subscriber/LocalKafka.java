package dev.medley.subscriber;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A real broker and a real registry; the broker can be stopped and started again. */
final class LocalKafka implements AutoCloseable {
  private final Path data;
  private final Path config;
  private final SchemaRegistry registry;
  private KafkaBroker broker;

  LocalKafka(Path data) throws IOException {
    this.data = data;
    // A consumer's close waits for its last fetch.
    this.config = Files.writeString(data.resolve("client.properties"), "fetch.max.wait.ms=20");
    this.broker = KafkaBroker.start(data.resolve("kafka"), 0);
    this.registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), data.resolve("registry"), 0);
  }

  /** Topics of their own, two partitions each. */
  Cluster topics(String prefix) throws Exception {
    Cluster cluster =
        new Cluster(broker.bootstrapServers(), registry.url(), prefix, config.toString());
    try (Admin admin = Admin.create(cluster.client())) {
      admin.createTopics(topics(cluster)).all().get();
    }
    return cluster;
  }

  private static List<NewTopic> topics(Cluster cluster) {
    return Stream.of(Topic.CHECKPOINTS, Topic.ADAPTER_CHUNKS, Topic.CONTROL)
        .map(
            topic ->
                new NewTopic(cluster.topic(topic), 2, (short) 1)
                    .configs(Map.of("cleanup.policy", "compact")))
        .toList();
  }

  void stopBroker() {
    broker.close();
  }

  /** On the same port, with what it held. */
  void startBroker() {
    int port = Integer.parseInt(broker.bootstrapServers().split(":", -1)[1]);
    broker = KafkaBroker.start(data.resolve("kafka"), port);
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
  }
}
