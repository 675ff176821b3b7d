package dev.medley.feedback;

import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.Serializable;
import java.time.Duration;
import java.util.Properties;

/**
 * What the job's operators need to know, wherever Flink sends them.
 *
 * @param client properties of every Kafka client
 * @param window how long, in the events' time, an edit and its generation wait for each other, and
 *     a later revision is taken
 * @param settle how long, in processing time, the highest revision is waited for; zero labels at
 *     once
 * @param maxTextBytes UTF-8 bytes of the longest text
 */
record FeedbackSettings(
    String bootstrapServers,
    String schemaRegistry,
    String topicPrefix,
    Properties client,
    Duration window,
    Duration settle,
    int maxTextBytes)
    implements Serializable {
  private static final int CACHED_SCHEMAS = 1000;

  FeedbackSettings {
    if (window.isNegative() || window.isZero() || settle.isNegative() || maxTextBytes < 1) {
      throw new IllegalArgumentException(
          "window %s, settle %s, max text bytes %d: need above 0, at least 0, and at least 1"
              .formatted(window, settle, maxTextBytes));
    }
  }

  static FeedbackSettings of(
      KafkaOptions kafka, Duration window, Duration settle, int maxTextBytes) {
    return new FeedbackSettings(
        kafka.bootstrapServers(),
        kafka.schemaRegistry(),
        kafka.topicPrefix(),
        kafka.client(),
        window,
        settle,
        maxTextBytes);
  }

  String topic(Topic topic) {
    return topic.name(topicPrefix);
  }

  SchemaRegistryClient registryClient() {
    return new CachedSchemaRegistryClient(schemaRegistry, CACHED_SCHEMAS);
  }
}
