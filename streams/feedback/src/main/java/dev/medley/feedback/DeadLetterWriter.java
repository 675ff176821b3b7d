package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The original key and bytes, with headers as Kafka Connect writes them on its dead letter queue
 * (KIP-298).
 */
final class DeadLetterWriter
    implements KafkaRecordSerializationSchema<DeadLetter>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "__connect.errors.";

  private final String topic;

  DeadLetterWriter(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    RawEvent event = letter.event;
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, event.key, event.value);
    header(record, "topic", event.topic);
    header(record, "partition", String.valueOf(event.partition));
    header(record, "offset", String.valueOf(event.offset));
    header(record, "stage", letter.stage);
    header(record, "exception.class.name", letter.exception);
    header(record, "exception.message", letter.reason);
    return record;
  }

  /** Pooled transactional ids are found again by the topic that they write to. */
  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(
            DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic)), new Properties()));
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(PREFIX + name, value.getBytes(UTF_8));
  }
}
