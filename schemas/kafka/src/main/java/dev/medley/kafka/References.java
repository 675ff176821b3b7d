package dev.medley.kafka;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Properties that name what is secret by file and key, which Kafka's clients look up where they are
 * made (KIP-297). Open is what Kafka knows and does not call a password; everything else is secret.
 */
final class References {
  private static final String PROVIDER = "medley";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}]*:[^}]*}");

  /** Flink's connector reads these by itself, and knows no references. */
  private static final Set<String> FLINKS =
      Set.of(
          "client.id.prefix",
          "commit.offsets.on.checkpoint",
          "partition.discovery.interval.ms",
          "register.consumer.metrics",
          "register.producer.metrics");

  private static final Set<String> OPEN =
      Stream.of(
              ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef())
          .flatMap(def -> def.configKeys().values().stream())
          .filter(key -> key.type() != ConfigDef.Type.PASSWORD)
          .map(key -> key.name)
          .collect(Collectors.toUnmodifiableSet());

  private References() {}

  /**
   * A client's properties, of which those of the file are open or references into it.
   *
   * @throws IllegalArgumentException where the file's path or a key can't stand in a reference
   */
  static Properties of(Map<String, Object> client, String file) {
    Properties properties = new Properties();
    client.forEach((key, value) -> properties.put(key, isOpen(key, value) ? value : to(file, key)));
    if (!file.isEmpty()) {
      String own = properties.getProperty(AbstractConfig.CONFIG_PROVIDERS_CONFIG, "");
      properties.put(
          AbstractConfig.CONFIG_PROVIDERS_CONFIG, own.isEmpty() ? PROVIDER : own + "," + PROVIDER);
      properties.put(
          AbstractConfig.CONFIG_PROVIDERS_CONFIG + "." + PROVIDER + ".class",
          FileConfigProvider.class.getName());
    }
    return properties;
  }

  private static boolean isOpen(String key, Object value) {
    return OPEN.contains(key)
        || FLINKS.contains(key)
        || key.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG)
        // Kafka looks up once alone: what is a reference already has to stay it.
        || REFERENCE.matcher(value.toString()).find();
  }

  private static String to(String file, String key) {
    if (file.contains(":") || file.contains("}")) {
      throw new IllegalArgumentException(
          "--kafka-config %s: on Flink its path can't have : or }".formatted(file));
    }
    if (key.contains(":") || key.contains("}")) {
      throw new IllegalArgumentException(
          "--kafka-config %s: the property %s can't have : or } in its name".formatted(file, key));
    }
    return "${%s:%s:%s}".formatted(PROVIDER, file, key);
  }
}
