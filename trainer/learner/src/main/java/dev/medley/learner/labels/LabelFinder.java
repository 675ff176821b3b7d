package dev.medley.learner.labels;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Finds a generation's labels on one label topic, by key, reading all of it. */
public final class LabelFinder {
  private static final Duration POLL = Duration.ofMillis(200);

  /** A label and where it is. */
  public record Found(TopicPartition partition, long offset, Label label) {}

  /**
   * What a topic says.
   *
   * @param labels oldest first, a partition after another
   * @param gone whether retention has removed older records, so that a label may be missing
   */
  public record Answer(List<Found> labels, boolean gone) {}

  private final Cluster cluster;

  public LabelFinder(Cluster cluster) {
    this.cluster = cluster;
  }

  public Answer find(Topic labelTopic, String generationId) {
    String topic = cluster.topic(labelTopic);
    byte[] key = generationId.getBytes(UTF_8);
    AvroDeserializer<? extends SpecificRecord> deserializer =
        new AvroDeserializer<>(cluster.registryClient(), labelTopic.valueType().orElseThrow());
    List<Found> found = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            cluster.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (Arrays.equals(record.key(), key) && record.value() != null) {
            Label label = Label.of(deserializer.deserialize(topic, record.value()));
            found.add(
                new Found(new TopicPartition(topic, record.partition()), record.offset(), label));
          }
        }
      }
      return new Answer(found, begins.values().stream().anyMatch(first -> first > 0));
    }
  }
}
