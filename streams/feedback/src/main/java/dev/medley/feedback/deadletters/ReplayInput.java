package dev.medley.feedback.deadletters;

import dev.medley.kafka.Cluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A dead-letter topic, read to its present end from the first letter that is not done with. */
final class ReplayInput implements AutoCloseable {
  /** Few at a time: each may be large once it is not compressed. */
  private static final String POLLED = "4";

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final Map<TopicPartition, ReplayProgress> progress = new HashMap<>();

  ReplayInput(Cluster kafka, String topic, ReplayMemory memory) {
    Map<String, Object> properties = kafka.consumer();
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      consumer.close();
      throw new UnknownTopicOrPartitionException(
          "there is no topic %s: is the topic prefix right?".formatted(topic));
    }
    consumer.assign(partitions);
    ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed = memory.read(kafka, partitions);
    for (TopicPartition partition : partitions) {
      ReplayProgress known =
          ReplayProgress.after(
              committed.get(partition), begins.get(partition), ends.get(partition));
      consumer.seek(partition, known.next());
      progress.put(partition, known);
    }
  }

  /** The next records; each is to be {@link #read} before more are polled. */
  Iterable<ConsumerRecord<byte[], byte[]>> poll() {
    return consumer.poll(Duration.ofMillis(200));
  }

  /** Whether an earlier run was done with it. */
  boolean isDone(ConsumerRecord<?, ?> record) {
    return progressOf(record).isDone(record.offset());
  }

  void read(ConsumerRecord<?, ?> record, boolean isDone) {
    progressOf(record).read(record.offset(), isDone);
  }

  private ReplayProgress progressOf(ConsumerRecord<?, ?> record) {
    return progress.get(new TopicPartition(record.topic(), record.partition()));
  }

  /** Records that are not read yet. */
  long left() {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
        .sum();
  }

  Map<TopicPartition, OffsetAndMetadata> committable() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    progress.forEach(
        (partition, known) -> {
          known.passTo(consumer.position(partition));
          offsets.put(partition, known.committable());
        });
    return offsets;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
