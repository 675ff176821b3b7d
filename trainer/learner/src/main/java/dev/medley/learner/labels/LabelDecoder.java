package dev.medley.learner.labels;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.schemas.TraceParent;
import dev.medley.schemas.names.RecordRules;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a member's own labels from all else on its topic, and counts what can't be used. */
final class LabelDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(LabelDecoder.class);

  private final String task;
  private final AvroDeserializer<? extends SpecificRecord> deserializer;
  private long unreadable;

  LabelDecoder(Cluster cluster, MemberId member) {
    this.task = member.task();
    this.deserializer =
        new AvroDeserializer<>(
            cluster.registryClient(), member.kind().labelTopic().valueType().orElseThrow());
  }

  /**
   * Empty for a tombstone, for another task's label, and for what can't be read or breaks the
   * contract's rules.
   *
   * @throws RegistryUnavailableException where the registry can't be asked now
   */
  Optional<Taken> own(ConsumerRecord<byte[], byte[]> record) {
    SpecificRecord value;
    try {
      value = deserializer.deserialize(record.topic(), record.value());
    } catch (SerializationException e) {
      skip(record, e.getMessage());
      return Optional.empty();
    }
    return Optional.ofNullable(value)
        .flatMap(read -> own(record, read))
        .map(label -> taken(record, label));
  }

  private Optional<Label> own(ConsumerRecord<byte[], byte[]> record, SpecificRecord value) {
    Label label = Label.of(value);
    if (!label.task().equals(task)) {
      return Optional.empty();
    }
    // What the member keeps of a label must fit its state at every commit.
    Optional<String> fault = RecordRules.label(value);
    fault.ifPresent(reason -> skip(record, reason));
    return fault.isPresent() ? Optional.empty() : Optional.of(label);
  }

  private static Taken taken(ConsumerRecord<byte[], byte[]> record, Label label) {
    return new Taken(
        label,
        new PartitionOffset(record.partition(), record.offset()),
        Instant.ofEpochMilli(record.timestamp()),
        TraceParent.of(record.headers()),
        record);
  }

  private void skip(ConsumerRecord<byte[], byte[]> record, String reason) {
    unreadable++;
    LOG.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", reason)
        .log("Skipped a label that can't be used");
  }

  /** Those that could not be read, or broke the contract's rules. */
  long unreadable() {
    return unreadable;
  }
}
