package dev.medley.learner.labels;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicReader;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

/** Finds labels on one label topic, reading all of it. */
public final class LabelFinder {
  private static final Duration WITHIN = Duration.ofHours(1);

  /** A label and where it is. */
  public record Found(TopicPartition partition, long offset, Instant written, Label label) {}

  /**
   * What a topic says.
   *
   * @param labels oldest first, a partition after another
   * @param unreadable those that can't be read, as "place: reason"
   * @param gone whether retention has removed older records, so that a label may be missing
   */
  public record Answer(List<Found> labels, List<String> unreadable, boolean gone) {}

  private final Cluster cluster;

  public LabelFinder(Cluster cluster) {
    this.cluster = cluster;
  }

  /** A generation's, by key. */
  public Answer find(Topic labelTopic, String generationId) {
    byte[] key = generationId.getBytes(UTF_8);
    return read(labelTopic, found -> Arrays.equals(found, key));
  }

  /** A task's that can be read, in the order in which they were written. */
  public List<Found> all(Topic labelTopic, String task) {
    return read(labelTopic, key -> true).labels().stream()
        .filter(found -> found.label().task().equals(task))
        .sorted(
            Comparator.comparing(Found::written)
                .thenComparing(found -> found.partition().partition())
                .thenComparing(Found::offset))
        .toList();
  }

  private Answer read(Topic labelTopic, Predicate<byte[]> wanted) {
    String topic = cluster.topic(labelTopic);
    AvroDeserializer<? extends SpecificRecord> deserializer =
        new AvroDeserializer<>(cluster.registryClient(), labelTopic.valueType().orElseThrow());
    List<Found> found = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    try (TopicReader reader = TopicReader.once(cluster, topic)) {
      reader.readToEnd(
          WITHIN,
          record -> {
            if (wanted.test(record.key()) && record.value() != null) {
              TopicPartition partition = new TopicPartition(topic, record.partition());
              try {
                Label label = Label.of(deserializer.deserialize(topic, record.value()));
                found.add(
                    new Found(
                        partition,
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()),
                        label));
              } catch (SerializationException e) {
                unreadable.add("%s@%d: %s".formatted(partition, record.offset(), e.getMessage()));
              }
            }
          });
      return new Answer(found, unreadable, reader.startIsGone());
    }
  }
}
