package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicCreator;
import dev.medley.schemas.Topic;
import dev.medley.standalone.BrokerMain;
import dev.medley.standalone.SchemaRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;

/** A real broker in a process of its own, which can be killed, and a real registry. */
final class KilledKafka implements AutoCloseable {
  private final Path data;
  private final int port = NodeProcess.freePort();
  private final SchemaRegistry registry;
  private final Cluster cluster;
  private Process broker;

  KilledKafka(Path data) throws Exception {
    this.data = data;
    startBroker();
    registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), data.resolve("registry"), 0);
    cluster = new Cluster("localhost:" + port, registry.url(), "test.");
    try (Admin admin = Admin.create(cluster.client())) {
      new TopicCreator(admin, new TopicCreator.Settings("test.", 2, (short) 1, Duration.ofDays(1)))
          .create();
    }
  }

  Cluster options() {
    return cluster;
  }

  /** On the same port, with what it held. */
  void startBroker() throws IOException {
    List<String> arguments = List.of("--data=" + data.resolve("kafka"), "--port=" + port);
    broker = NodeProcess.java(BrokerMain.class, new File(data + "/broker.log"), arguments);
  }

  /** Signal 9. */
  void kill() throws InterruptedException {
    broker.destroyForcibly().waitFor();
  }

  <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
    return LocalKafka.read(cluster, topic, type);
  }

  @Override
  public void close() {
    registry.close();
    broker.destroyForcibly();
  }
}
