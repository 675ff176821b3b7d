package dev.medley.learner.feed;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.NewPartitions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic's committed records, of all partitions at its head, and of one from elsewhere; without a
 * consumer group. One thread; {@link #wakeup} from any.
 */
final class TopicLog implements AutoCloseable {
  private static final int RECORDS_A_POLL = 500;
  private static final int ASKED_WITHIN_MS = 10_000;
  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);
  private static final Duration STRETCH_WITHIN = Duration.ofMillis(100);

  /** Records of one partition, and the offset behind what was looked at. */
  record Stretch(List<ConsumerRecord<byte[], byte[]>> records, long next) {}

  /** Positions are not on the log any more. */
  static final class GoneException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, LogEdges.Edge> edges;

    GoneException(Map<Integer, LogEdges.Edge> edges) {
      super("gone: " + edges);
      this.edges = edges;
    }

    /** Where those partitions begin and end. */
    Map<Integer, LogEdges.Edge> edges() {
      return edges;
    }
  }

  private final String topic;
  private final Consumer<byte[], byte[]> head;
  private final Consumer<byte[], byte[]> elsewhere;
  private final NewPartitions partitions;
  private TopicPartition stretched;
  private long stretchedTo;

  TopicLog(Cluster cluster, String topic) {
    this.topic = topic;
    this.head = consumer(cluster, Map.of());
    try {
      this.elsewhere = consumer(cluster, Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10"));
    } catch (RuntimeException e) {
      head.close();
      throw e;
    }
    this.partitions = new NewPartitions(head, topic);
  }

  private static Consumer<byte[], byte[]> consumer(Cluster cluster, Map<String, Object> more) {
    Map<String, Object> properties = cluster.consumer();
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(RECORDS_A_POLL));
    // Polling stands still for so long at most while the broker is away.
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(ASKED_WITHIN_MS));
    properties.putAll(more);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Partitions that are to be read from now on, with their first offsets. */
  void takeNew(BiConsumer<TopicPartition, Long> each) {
    List<TopicPartition> added = partitions.look();
    if (!added.isEmpty()) {
      Map<TopicPartition, Long> firsts = head.beginningOffsets(added);
      partitions.assign(added);
      firsts.forEach(each);
    }
  }

  /** The head goes on at an offset. */
  void head(TopicPartition partition, long offset) {
    head.seek(partition, offset);
  }

  /** What arrives at the head. */
  ConsumerRecords<byte[], byte[]> poll(Duration within) throws GoneException {
    try {
      return head.poll(within);
    } catch (OffsetOutOfRangeException e) {
      throw new GoneException(edges(e));
    }
  }

  /** A partition's next records from an offset on, which may lie anywhere on the log. */
  Stretch stretch(int partition, long from) throws GoneException {
    TopicPartition place = new TopicPartition(topic, partition);
    if (!place.equals(stretched) || stretchedTo != from) {
      elsewhere.assign(List.of(place));
      elsewhere.seek(place, from);
    }
    stretched = null;
    try {
      List<ConsumerRecord<byte[], byte[]>> records = elsewhere.poll(STRETCH_WITHIN).records(place);
      stretched = place;
      stretchedTo = elsewhere.position(place);
      return new Stretch(records, stretchedTo);
    } catch (OffsetOutOfRangeException e) {
      throw new GoneException(edges(e));
    }
  }

  private Map<Integer, LogEdges.Edge> edges(OffsetOutOfRangeException e) {
    Map<TopicPartition, Long> firsts =
        head.beginningOffsets(e.offsetOutOfRangePartitions().keySet());
    Map<TopicPartition, Long> ends = head.endOffsets(firsts.keySet());
    Map<Integer, LogEdges.Edge> edges = new HashMap<>();
    firsts.forEach(
        (partition, first) ->
            edges.put(partition.partition(), new LogEdges.Edge(first, ends.get(partition))));
    return edges;
  }

  /** Ends of all partitions that are read, behind what was committed. */
  Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new HashMap<>();
    head.endOffsets(head.assignment())
        .forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  /** Ends a call that is going on with a WakeupException. */
  void wakeup() {
    head.wakeup();
    elsewhere.wakeup();
  }

  @Override
  public void close() {
    // Nothing is left to say to a broker, which may be away.
    head.close(CloseOptions.timeout(CLOSES_WITHIN));
    elsewhere.close(CloseOptions.timeout(CLOSES_WITHIN));
  }
}
