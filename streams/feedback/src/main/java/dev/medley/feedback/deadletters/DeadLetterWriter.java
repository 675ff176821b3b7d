package dev.medley.feedback.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Reason;
import dev.medley.schemas.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The original key and bytes, with headers as Kafka Connect writes them on its dead letter queue
 * (KIP-298). Where even compressed they are more than the topic takes, they stay at the place that
 * the headers name.
 */
public final class DeadLetterWriter
    implements KafkaRecordSerializationSchema<DeadLetter>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "__connect.errors.";

  /** Header of the reason's code. */
  public static final String REASON = "medley.reason";

  /** Header of how many bytes were left at the original's place; only where they were. */
  public static final String LEFT_OUT = "medley.bytes-left-out";

  /** What a topic's name ends in where it holds the dead letters of another. */
  static final String SUFFIX = ".dead-letters";

  private final ArrayList<String> topics;
  private transient Map<Reason, Counter> written;

  /** Writes to any of these topics, each the dead letters of the one that it is named after. */
  public DeadLetterWriter(List<String> topics) {
    this.topics = new ArrayList<>(topics);
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    if (written != null) {
      // A second counter of a name would count unseen: Flink shows the first.
      return;
    }
    written = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      written.put(
          reason,
          context
              .getMetricGroup()
              .addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
              .counter("deadLetters"));
    }
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    // Only a sink opens it.
    if (written != null) {
      written.get(letter.reason).inc();
    }
    ProducerRecord<byte[], byte[]> record = record(letter);
    return LargeRecords.fits(record, Topic.EDITS_DEAD_LETTERS)
        ? record
        : record(letter.withoutBytes());
  }

  private static ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(letter.topic + SUFFIX, letter.key, letter.value);
    header(record, "topic", letter.topic);
    header(record, "partition", String.valueOf(letter.partition));
    header(record, "offset", String.valueOf(letter.offset));
    header(record, "connector.name", "feedback");
    header(record, "stage", letter.reason.isOfTheBytes() ? "VALUE_CONVERTER" : "TRANSFORMATION");
    header(record, "exception.class.name", letter.reason.exception().getName());
    header(record, "exception.message", letter.message);
    record.headers().add(REASON, letter.reason.name().getBytes(UTF_8));
    if (letter.leftOut > 0) {
      record.headers().add(LEFT_OUT, String.valueOf(letter.leftOut).getBytes(UTF_8));
    }
    return record;
  }

  /** Pooled transactional ids are found again by the topic that they write to. */
  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(
            DefaultKafkaDatasetIdentifier.ofTopics(topics), new Properties()));
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(PREFIX + name, value.getBytes(UTF_8));
  }
}
