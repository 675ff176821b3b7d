package dev.medley.learner.rounds;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.learner.settings.MemberId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A label that a member skipped: the original key and bytes, with headers as Kafka Connect writes
 * them on its dead letter queue (KIP-298), and no word of the label in them.
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> original, String reason) {
  private static final String PREFIX = "__connect.errors.";
  private static final String SUFFIX = ".dead-letters";

  ProducerRecord<byte[], byte[]> record(MemberId member) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(original.topic() + SUFFIX, original.key(), original.value());
    header(record, "topic", original.topic());
    header(record, "partition", String.valueOf(original.partition()));
    header(record, "offset", String.valueOf(original.offset()));
    header(record, "connector.name", "trainer");
    header(record, "task.id", member.key());
    header(record, "stage", "TASK_PUT");
    header(record, "exception.message", reason);
    return record;
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(PREFIX + name, value.getBytes(UTF_8));
  }
}
