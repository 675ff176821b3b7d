package dev.medley.learner.feed;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Where a topic's partitions begin and end, asked at most once a second. Thread-safe. */
final class LogEdges {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * A partition's.
   *
   * @param first offset of the first record that retention has left
   * @param end offset behind the last, committed or not
   */
  record Edge(long first, long end) {}

  private final Admin admin;
  private final String topic;
  private Map<Integer, Edge> newest = Map.of();
  private KafkaException failure;
  private long askedAt;

  LogEdges(Admin admin, String topic) {
    this.admin = admin;
    this.topic = topic;
  }

  /**
   * By partition.
   *
   * @throws KafkaException where the broker does not say
   */
  synchronized Map<Integer, Edge> get() {
    boolean fresh = System.nanoTime() - askedAt < FRESH_NANOS;
    if (fresh && failure != null) {
      // So that many who ask at once do not wait one after another.
      throw failure;
    }
    return fresh && !newest.isEmpty() ? newest : ask();
  }

  /** As {@link #get}, as they are now. */
  synchronized Map<Integer, Edge> ask() {
    try {
      newest = edges();
      failure = null;
      return newest;
    } catch (KafkaException e) {
      failure = e;
      throw e;
    } finally {
      askedAt = System.nanoTime();
    }
  }

  private Map<Integer, Edge> edges() {
    List<TopicPartition> partitions =
        answer(() -> admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
            .partitions()
            .stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    Map<TopicPartition, ListOffsetsResultInfo> firsts = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(partitions, OffsetSpec.latest());
    Map<Integer, Edge> edges = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      edges.put(
          partition.partition(),
          new Edge(firsts.get(partition).offset(), ends.get(partition).offset()));
    }
    return edges;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      List<TopicPartition> partitions, OffsetSpec which) {
    return answer(
        () ->
            admin
                .listOffsets(partitions.stream().collect(toMap(each -> each, each -> which)))
                .all());
  }

  private static <T> T answer(Supplier<KafkaFuture<T>> question) {
    try {
      return question.get().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
