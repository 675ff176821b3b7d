package dev.medley.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicCreator;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.kafka.KafkaContainer;

/**
 * Topics and clients against the image that Apache publishes; {@code infra/containers/system} runs
 * it.
 */
final class KafkaImageTest {
  private static final int LARGE = 19 << 20;

  @BeforeEach
  void needAnEngine() {
    boolean engine = System.getenv("DOCKER_HOST") != null;
    if (!engine) {
      System.err.println(
          "SKIPPED: Kafka's image was NOT tried: DOCKER_HOST names no engine;"
              + " infra/containers/system starts one");
    }
    assumeTrue(engine, "DOCKER_HOST names no engine");
  }

  @Test
  void shouldMakeTopicsThatTakeLargeEdits() throws Exception {
    // Given
    try (KafkaContainer kafka = new KafkaContainer("apache/kafka:4.2.2")) {
      kafka.start();
      Cluster cluster = new Cluster(kafka.getBootstrapServers(), "", "");

      // When
      List<String> created;
      try (Admin admin = Admin.create(cluster.client())) {
        created =
            new TopicCreator(admin, new TopicCreator.Settings("", 1, (short) 1, Duration.ofDays(1)))
                .create();
      }
      RecordMetadata written;
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              cluster.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
        written = producer.send(new ProducerRecord<>("edits", new byte[LARGE])).get();
      }

      // Then
      assertThat(created).hasSameSizeAs(Topic.all());
      assertThat(written.serializedValueSize()).isEqualTo(LARGE);
    }
  }
}
