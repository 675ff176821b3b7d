package dev.medley.kafka;

import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import picocli.CommandLine.Option;

/** The options of every process that speaks to Kafka; a picocli mixin. */
public final class KafkaOptions {
  private static final int CACHED_SCHEMAS = 1000;
  private static final long MISSING_FOR_SECONDS = 10;

  @Option(
      names = "--bootstrap-servers",
      defaultValue = "${MEDLEY_BOOTSTRAP_SERVERS:-localhost:9092}",
      description = "Kafka brokers, host:port[,…]. Default: ${DEFAULT-VALUE}.")
  private String bootstrapServers = "localhost:9092";

  @Option(
      names = "--kafka-config",
      defaultValue = "${MEDLEY_KAFKA_CONFIG:-}",
      description = "Properties file for Kafka clients, such as TLS and SASL. Default: none.")
  private String kafkaConfig = "";

  @Option(
      names = "--schema-registry",
      defaultValue = "${MEDLEY_SCHEMA_REGISTRY:-http://localhost:8081}",
      description = "Address of a Confluent-compatible registry. Default: ${DEFAULT-VALUE}.")
  private String schemaRegistry = "http://localhost:8081";

  @Option(
      names = "--topic-prefix",
      defaultValue = "${MEDLEY_TOPIC_PREFIX:-}",
      description = "Stands before every topic's name. Default: none.")
  private String topicPrefix = "";

  public KafkaOptions() {}

  /** Options as if given on the command line, for those who start a part inside their own JVM. */
  public KafkaOptions(String bootstrapServers, String schemaRegistry, String topicPrefix) {
    this.bootstrapServers = bootstrapServers;
    this.schemaRegistry = schemaRegistry;
    this.topicPrefix = topicPrefix;
  }

  /** A topic's full name. */
  public String topic(Topic topic) {
    return topic.name(topicPrefix);
  }

  public String topicPrefix() {
    return topicPrefix;
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public String schemaRegistry() {
    return schemaRegistry;
  }

  public SchemaRegistryClient registryClient() {
    return registryClient(schemaRegistry);
  }

  /** A client that also remembers for a moment what the registry does not have. */
  public static SchemaRegistryClient registryClient(String url) {
    return new CachedSchemaRegistryClient(
        url,
        CACHED_SCHEMAS,
        Map.of(SchemaRegistryClientConfig.MISSING_ID_CACHE_TTL_CONFIG, MISSING_FOR_SECONDS));
  }

  /** What every client needs: the brokers, and the operator's own file over it. */
  public Properties client() {
    Properties properties = new Properties();
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    if (!kafkaConfig.isEmpty()) {
      try (Reader reader = Files.newBufferedReader(Path.of(kafkaConfig))) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read --kafka-config " + kafkaConfig, e);
      }
    }
    return properties;
  }

  /** {@link #client()}, allowed to send the largest record of any topic, idempotently. */
  public Properties producer() {
    Properties properties = client();
    properties.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topic.largestMessageBytes()));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return properties;
  }

  /** {@link #client()}, reading committed records from the start, committing nothing by itself. */
  public Properties consumer() {
    Properties properties = client();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    return properties;
  }

  /** Properties as the map that Kafka's newer constructors take. */
  public static Map<String, Object> asMap(Properties properties) {
    Map<String, Object> map = new TreeMap<>();
    properties.forEach((key, value) -> map.put((String) key, value));
    return map;
  }
}
