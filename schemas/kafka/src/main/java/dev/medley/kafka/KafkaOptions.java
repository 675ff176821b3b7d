package dev.medley.kafka;

import dev.medley.kafka.options.Address;
import dev.medley.kafka.options.Text;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every process that speaks to Kafka; a picocli mixin. */
public final class KafkaOptions {
  @Option(
      names = "--bootstrap-servers",
      converter = Text.Brokers.class,
      defaultValue = "${MEDLEY_BOOTSTRAP_SERVERS:-localhost:9092}",
      description = "Kafka brokers, host:port[,…]. Default: ${DEFAULT-VALUE}.")
  private String bootstrapServers;

  @Option(
      names = "--kafka-config",
      defaultValue = "${MEDLEY_KAFKA_CONFIG:-}",
      description =
          "Properties file for Kafka clients, such as TLS and SASL, and as schema.registry.* for the"
              + " registry's. Default: none.")
  private String kafkaConfig;

  @Option(
      names = "--schema-registry",
      converter = Address.Several.class,
      defaultValue = "${MEDLEY_SCHEMA_REGISTRY:-http://localhost:8081}",
      description =
          "Address of a Confluent-compatible registry, or several, comma-separated, of which the next"
              + " is asked where one can't be reached. Default: ${DEFAULT-VALUE}.")
  private String schemaRegistry;

  @Option(
      names = "--topic-prefix",
      converter = Text.TopicPrefix.class,
      defaultValue = "${MEDLEY_TOPIC_PREFIX:-}",
      description = "Stands before every topic's name. Default: none.")
  private String topicPrefix;

  /**
   * The cluster that the options name.
   *
   * @throws IllegalArgumentException where the file can't be read, or what it says of the registry
   *     makes no client
   */
  public Cluster cluster() {
    String file = kafkaConfig.isEmpty() ? "" : Path.of(kafkaConfig).toAbsolutePath().toString();
    Cluster cluster = new Cluster(bootstrapServers, schemaRegistry, topicPrefix, file);
    // At the start, and not where the first record is read.
    cluster.registryClient();
    return cluster;
  }
}
