package dev.medley.kafka;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.registry.RegistryClients;
import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

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
  private static final String REGISTRYS_OWN = "schema.registry.";
  private static final String METADATA_AGE_MS = "10000";

  public Cluster {
    requireNonNull(brokers, "brokers is null");
    requireNonNull(registry, "registry is null");
    requireNonNull(prefix, "prefix is null");
    requireNonNull(file, "file is null");
    if (registry.contains("@")) {
      throw new IllegalArgumentException(
          "--schema-registry holds a login: write schema.registry.url into --kafka-config instead");
    }
  }

  /** A cluster whose clients need no properties file. */
  public Cluster(String brokers, String registry, String prefix) {
    this(brokers, registry, prefix, "");
  }

  /** A topic's full name. */
  public String topic(Topic topic) {
    return topic.name(prefix);
  }

  /**
   * The process's client of the registry, which knows it by what the file says of it now.
   *
   * @throws IllegalArgumentException where its properties make no client, naming the property
   */
  public SchemaRegistryClient registryClient() {
    return RegistryClients.client(registry, resolved());
  }

  /**
   * What every Kafka client needs, for the caller to add to: the brokers, and the file over it.
   * Metadata is asked for at least every ten seconds, so that partitions that are added are read
   * soon; a smaller {@code metadata.max.age.ms} of the file holds.
   */
  public Map<String, Object> client() {
    Map<String, Object> client = new TreeMap<>();
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    client.putAll(read());
    client.keySet().removeIf(key -> key.startsWith(REGISTRYS_OWN));
    client.merge(
        CommonClientConfigs.METADATA_MAX_AGE_CONFIG,
        METADATA_AGE_MS,
        (files, longest) -> isLonger((String) files) ? longest : files);
    return client;
  }

  private static boolean isLonger(String millis) {
    try {
      return Long.parseLong(millis.strip()) > Long.parseLong(METADATA_AGE_MS);
    } catch (NumberFormatException e) {
      // Kafka refuses it, by name, or follows the reference.
      return false;
    }
  }

  /**
   * {@link #client()} for whoever carries properties to other machines: what is secret is a
   * reference into the file, which must lie there at the same path.
   */
  public Properties references() {
    return References.of(client(), file);
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

  /** The file with its references into other files, such as ${directory:…}, followed. */
  private Map<String, String> resolved() {
    return new AbstractConfig(new ConfigDef(), read(), false).originalsStrings();
  }

  private Map<String, String> read() {
    if (file.isEmpty()) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("Cannot read --kafka-config " + file, e);
    }
    Map<String, String> map = new TreeMap<>();
    properties.forEach((key, value) -> map.put((String) key, (String) value));
    return map;
  }
}
