package dev.medley.kafka;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How a process meets Kafka and the registry. It knows where its properties file lies, and reads it
 * where a client is made, so that it holds no secret wherever it is sent or printed.
 *
 * @param brokers host:port[,…]
 * @param registry addresses of a Confluent-compatible registry, parted by commas
 * @param prefix stands before every topic's name; may be empty
 * @param file path of the properties file of all clients; empty for none
 */
public record Cluster(String brokers, String registry, String prefix, String file)
    implements Serializable {
  private static final int CACHED_SCHEMAS = 1000;
  private static final long MISSING_FOR_SECONDS = 10;

  public Cluster {
    requireNonNull(brokers, "brokers is null");
    requireNonNull(registry, "registry is null");
    requireNonNull(prefix, "prefix is null");
    requireNonNull(file, "file is null");
  }

  /** A cluster whose clients need no properties file. */
  public Cluster(String brokers, String registry, String prefix) {
    this(brokers, registry, prefix, "");
  }

  /** A topic's full name. */
  public String topic(Topic topic) {
    return topic.name(prefix);
  }

  /** A client that also remembers for a moment what the registry does not have. */
  public SchemaRegistryClient registryClient() {
    return new CachedSchemaRegistryClient(
        registry,
        CACHED_SCHEMAS,
        Map.of(SchemaRegistryClientConfig.MISSING_ID_CACHE_TTL_CONFIG, MISSING_FOR_SECONDS));
  }

  /** What every Kafka client needs, for the caller to add to: the brokers, and the file over it. */
  public Map<String, Object> client() {
    Map<String, Object> client = new TreeMap<>();
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    read().forEach((key, value) -> client.put((String) key, value));
    return client;
  }

  /** {@link #client()}, allowed to send the largest record of any topic, idempotently. */
  public Map<String, Object> producer() {
    Map<String, Object> producer = client();
    producer.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topic.largestMessageBytes()));
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return producer;
  }

  /** {@link #client()}, reading committed records from the start, committing nothing by itself. */
  public Map<String, Object> consumer() {
    Map<String, Object> consumer = client();
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    return consumer;
  }

  private Properties read() {
    Properties properties = new Properties();
    if (!file.isEmpty()) {
      try (Reader reader = Files.newBufferedReader(Path.of(file))) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read --kafka-config " + file, e);
      }
    }
    return properties;
  }
}
