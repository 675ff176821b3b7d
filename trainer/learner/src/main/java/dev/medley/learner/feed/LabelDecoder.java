package dev.medley.learner.feed;

import dev.medley.kafka.Cluster;
import dev.medley.learner.labels.Label;
import dev.medley.learner.labels.Taken;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroTextField;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import dev.medley.schemas.names.RecordRules;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whose a record is, and decodes it for those who want it; counts both. Thread-safe. */
final class LabelDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(LabelDecoder.class);

  private final AvroTextField task;
  private final AvroDeserializer<? extends SpecificRecord> deserializer;
  private final LongAdder decoded = new LongAdder();
  private final LongAdder unreadable = new LongAdder();

  LabelDecoder(Cluster cluster, Topic topic) {
    Class<? extends SpecificRecord> type = topic.valueType().orElseThrow();
    this.task = new AvroTextField(cluster.registryClient(), type, "task");
    this.deserializer = new AvroDeserializer<>(cluster.registryClient(), type);
  }

  /**
   * The task of a record; empty for a tombstone, and for what can't be read, which is nobody's.
   *
   * @throws RegistryUnavailableException where the registry can't be asked now
   */
  Optional<String> task(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(task.read(record.value()));
    } catch (RegistryUnavailableException e) {
      throw e;
    } catch (SerializationException e) {
      unreadable.increment();
      skip(record, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The label; empty for what can't be read or breaks the contract's rules.
   *
   * @throws RegistryUnavailableException where the registry can't be asked now
   */
  Optional<Taken> decode(ConsumerRecord<byte[], byte[]> record) {
    SpecificRecord value;
    try {
      value = deserializer.deserialize(record.topic(), record.value());
    } catch (RegistryUnavailableException e) {
      throw e;
    } catch (SerializationException e) {
      skip(record, e.getMessage());
      return Optional.empty();
    }
    decoded.increment();
    // What a member keeps of a label must fit its state at every commit.
    Optional<String> fault = RecordRules.label(value);
    if (fault.isPresent()) {
      skip(record, fault.get());
      return Optional.empty();
    }
    return Optional.of(
        new Taken(
            Label.of(value),
            new PartitionOffset(record.partition(), record.offset()),
            Instant.ofEpochMilli(record.timestamp()),
            TraceParent.of(record.headers()),
            record));
  }

  private static void skip(ConsumerRecord<byte[], byte[]> record, String reason) {
    LOG.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", reason)
        .log("Skipped a label that can't be used");
  }

  /** How often a label was decoded as a whole. */
  long decoded() {
    return decoded.sum();
  }

  /** Records whose task can't be told, at the head. */
  long unreadable() {
    return unreadable.sum();
  }
}
