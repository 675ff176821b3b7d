package dev.medley.kafka;

import static java.util.regex.Matcher.quoteReplacement;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Properties that name what is secret by file and key, which Kafka's clients look up where they are
 * made (KIP-297). Open is what Kafka knows and does not call a password; everything else is secret.
 */
final class References {
  private static final String PROVIDER = "medley";
  private static final String OF_PROVIDERS = AbstractConfig.CONFIG_PROVIDERS_CONFIG + ".";
  private static final String CLASS = ".class";

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
   * A client's properties, of which those of the file are open or references: into it, or their
   * own.
   *
   * @throws IllegalArgumentException where the file's path or a key can't stand in a reference, or
   *     a secret can neither be referred to nor be left as it is
   */
  static Properties of(Map<String, Object> client, String file) {
    Properties properties = new Properties();
    Set<String> providers = providers(client);
    client.forEach((key, value) -> properties.put(key, carried(key, value, providers, file)));
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

  /** Those that Kafka makes: named, and with a class. */
  private static Set<String> providers(Map<String, Object> client) {
    String named = client.getOrDefault(AbstractConfig.CONFIG_PROVIDERS_CONFIG, "").toString();
    return Stream.of(named.split(","))
        .filter(name -> client.containsKey(OF_PROVIDERS + name + CLASS))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Object carried(String key, Object value, Set<String> providers, String file) {
    if (OPEN.contains(key)
        || FLINKS.contains(key)
        || key.equals(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
      return value;
    }
    if (key.startsWith(OF_PROVIDERS)) {
      if (key.endsWith(CLASS) && !key.contains(".param.")) {
        return value;
      }
      // Kafka makes providers before it looks anything up.
      throw refused(file, key, "a provider's parameters can't go to Flink, as they may be secret");
    }
    String rest = withoutReferences(value.toString(), providers);
    if (rest.equals(value)) {
      return to(file, key);
    }
    if (!rest.isEmpty()) {
      // Kafka looks up once, so a reference to a value with references would not do.
      throw refused(file, key, "may be secret, so on Flink references have to be all of its value");
    }
    return value;
  }

  /** A value without what Kafka looks up. What only looks like a reference stays. */
  private static String withoutReferences(String value, Set<String> providers) {
    return ConfigTransformer.DEFAULT_PATTERN
        .matcher(value)
        .replaceAll(
            found -> providers.contains(found.group(1)) ? "" : quoteReplacement(found.group()));
  }

  private static IllegalArgumentException refused(String file, String key, String why) {
    return new IllegalArgumentException(
        "--kafka-config %s: the property %s: %s".formatted(file, key, why));
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
