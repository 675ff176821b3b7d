package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.schemas.AvroSerializer;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Labels in the Confluent wire format, keyed by generation id. */
final class LabelWriter<T extends SpecificRecord>
    implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;

  /** A label's generation id. */
  interface Key<T> extends Serializable {
    String of(T label);
  }

  private final String topic;
  private final Key<T> key;
  private final FeedbackSettings settings;
  private transient AvroSerializer<T> serializer;

  LabelWriter(String topic, Key<T> key, FeedbackSettings settings) {
    this.topic = topic;
    this.key = key;
    this.settings = settings;
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    serializer = new AvroSerializer<>(settings.registryClient());
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T label, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        topic, key.of(label).getBytes(UTF_8), serializer.serialize(topic, label));
  }

  /** Pooled transactional ids are found again by the topic that they write to. */
  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(
            DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic)), new Properties()));
  }
}
