package dev.medley.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** One KRaft node, broker and controller in one, inside this JVM; its folder survives restarts. */
public final class KafkaBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private KafkaBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker that listens on localhost only.
   *
   * @param data folder of the logs; formatted where it is new
   * @param port TCP port; 0 takes a free one
   */
  public static KafkaBroker start(Path data, int port) {
    requireNonNull(data, "data is null");
    int brokerPort = port == 0 ? Ports.free() : Ports.requireFree(port, "Kafka");
    Properties properties = properties(data, brokerPort, Ports.free());
    format(data);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
    return new KafkaBroker(server, "localhost:" + brokerPort);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Waits until the broker has shut down. */
  public void awaitShutdown() {
    server.awaitShutdown();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path data) {
    if (Files.exists(data.resolve("meta.properties"))) {
      return;
    }
    try {
      new Formatter()
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(data.toString())
          .setDirectories(List.of(data.toString()))
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
          .run();
    } catch (Exception e) {
      throw new IllegalStateException(
          "Cannot format " + data + " for Kafka: is it writable, with room on the disk?", e);
    }
  }

  private static Properties properties(Path data, int port, int controllerPort) {
    Properties p = new Properties();
    p.put("node.id", "1");
    p.put("process.roles", "broker,controller");
    p.put("controller.quorum.voters", "1@localhost:" + controllerPort);
    p.put(
        "listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
    p.put("advertised.listeners", "PLAINTEXT://localhost:" + port);
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("log.dirs", data.toString());
    p.put("auto.create.topics.enable", "false");
    // Topics with large events raise max.message.bytes themselves; fetches must let them through.
    p.put("replica.fetch.max.bytes", String.valueOf(22 << 20));
    p.put("socket.request.max.bytes", String.valueOf(100 << 20));
    for (String internal : List.of("offsets.topic", "share.coordinator.state.topic")) {
      p.put(internal + ".replication.factor", "1");
      p.put(internal + ".num.partitions", "4");
    }
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    // Readers wait for a killed writer's transaction: one second longer than it asked for, not ten.
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    p.put("transaction.max.timeout.ms", String.valueOf(Duration.ofDays(7).toMillis()));
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
    return p;
  }
}
