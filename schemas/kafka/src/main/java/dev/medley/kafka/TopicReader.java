package dev.medley.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic's committed records from the start to the end, and on, without a consumer group;
 * partitions that are added meanwhile are read too. The end is the high watermark, so that what was
 * committed behind another's open transaction is waited for. One thread; {@link #wakeup} from any.
 */
public final class TopicReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final String CALL_TIMEOUT_MS = "10000";
  private static final String PARTITION_FETCH_BYTES = String.valueOf(8 << 20);
  private static final String SEEKING_FETCH_BYTES = String.valueOf(1 << 20);
  private static final String PICKED_FETCH_BYTES = String.valueOf(64 << 10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofSeconds(15);

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final Consumer<byte[], byte[]> uncommitted;
  private final NewPartitions partitions;
  private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
  private Map<TopicPartition, Long> ends = Map.of();
  private boolean caughtUp;
  private boolean onePartition;
  private boolean said;
  private long position;
  private long progressAt = System.nanoTime();

  private TopicReader(Cluster cluster, String topic, Map<String, String> settings) {
    this.topic = requireNonNull(topic, "topic is null");
    this.consumer = consumer(cluster, "read_committed", settings);
    try {
      this.uncommitted = consumer(cluster, "read_uncommitted", Map.of());
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    this.partitions = new NewPartitions(consumer, topic);
  }

  /** For those who go on reading what comes. */
  public static TopicReader following(Cluster cluster, String topic) {
    return new TopicReader(cluster, topic, Map.of());
  }

  /**
   * For those who want what is there already. A fetch that waits for more would hold up the others,
   * and close, too.
   */
  public static TopicReader once(Cluster cluster, String topic) {
    return new TopicReader(cluster, topic, Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10"));
  }

  /**
   * As {@link #once}, for those who {@link #seek}: a position that is gone is an exception, and no
   * more is fetched than a record or two, since the next place may lie elsewhere.
   */
  public static TopicReader seeking(Cluster cluster, String topic) {
    return new TopicReader(
        cluster,
        topic,
        Map.of(
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10",
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, SEEKING_FETCH_BYTES,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));
  }

  /** As {@link #once}, for those who {@link #seek} a few records, and fetch hardly any others. */
  public static TopicReader picking(Cluster cluster, String topic) {
    return new TopicReader(
        cluster,
        topic,
        Map.of(
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            "10",
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            PICKED_FETCH_BYTES));
  }

  private static Consumer<byte[], byte[]> consumer(
      Cluster cluster, String isolation, Map<String, String> settings) {
    Map<String, Object> properties = cluster.consumer();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // The operator's own file goes first.
    properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
    properties.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
    properties.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    properties.putAll(settings);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Waits for records, at most so long, and hands them on, each partition's in their order.
   *
   * @param each takes a record; where it throws, the same record comes again at the next call
   * @throws RetriableException where the broker does not answer, or the topic is missing: nothing
   *     is lost
   */
  public void poll(
      Duration most, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    takeNewPartitions();
    if (fetched.isEmpty()) {
      consumer.poll(most).forEach(fetched::add);
    }
    while (!fetched.isEmpty()) {
      // Removed after it was handled, so that a silent registry loses nothing.
      each.accept(fetched.element());
      fetched.remove();
      progressAt = System.nanoTime();
    }
    if (!caughtUp) {
      lookForEnd();
    }
  }

  private void takeNewPartitions() {
    if (onePartition) {
      return;
    }
    List<TopicPartition> added = partitions.look();
    if (!added.isEmpty()) {
      if (consumer.assignment().isEmpty()) {
        ends = uncommitted.endOffsets(added);
      }
      partitions.assign(added);
    }
  }

  private void lookForEnd() {
    caughtUp = behind().isEmpty();
    // What was aborted is passed without a record.
    long now = ends.keySet().stream().mapToLong(consumer::position).sum();
    if (now != position) {
      position = now;
      progressAt = System.nanoTime();
    }
    if (!caughtUp && !said && elapsed(progressAt).compareTo(LONG) > 0) {
      said = true;
      LOG.atWarn().addKeyValue("topic", topic).log(waitsFor());
    }
  }

  private Map<TopicPartition, Long> behind() {
    return ends.entrySet().stream()
        .filter(end -> consumer.position(end.getKey()) < end.getValue())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private String waitsFor() {
    return behind().entrySet().stream()
            .map(
                e ->
                    "%s is at %d of %d"
                        .formatted(e.getKey(), consumer.position(e.getKey()), e.getValue()))
            .sorted()
            .collect(Collectors.joining(", "))
        + ": a transaction that is open there holds back what follows, until its owner or its timeout ends it";
  }

  /** Whether all that was on the topic at the first poll was handed on. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /**
   * Hands on all that is on the topic now, however long that takes while records come.
   *
   * @param within how long none may come
   * @throws TimeoutException where none comes for longer, with what it waits for
   * @throws UnknownTopicOrPartitionException where the topic is missing
   */
  public void readToEnd(
      Duration within, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    readUntil(() -> false, within, each);
  }

  /** As {@link #readToEnd}, to the end of the fetch in which it is enough. */
  public void readUntil(
      BooleanSupplier enough,
      Duration within,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    progressAt = System.nanoTime();
    RetriableException last = null;
    while (!caughtUp && !enough.getAsBoolean()) {
      try {
        poll(POLL, each);
        last = null;
      } catch (UnknownTopicOrPartitionException e) {
        throw e;
      } catch (RetriableException e) {
        last = e;
        pause(PAUSE);
      }
      if (!caughtUp && elapsed(progressAt).compareTo(within) > 0) {
        throw new TimeoutException(
            "%s could not be read to its end: nothing came within %d s: %s"
                .formatted(
                    topic, within.toSeconds(), last == null ? waitsFor() : last.getMessage()),
            last);
      }
    }
  }

  /**
   * Goes on at one place, alone; its end is asked for now.
   *
   * @param within how long a partition may be unknown to the broker
   * @throws TimeoutException where it is unknown for longer, or the broker does not answer
   */
  public void seek(int partition, long offset, Duration within) {
    TopicPartition place = new TopicPartition(topic, partition);
    ends = uncommitted.endOffsets(List.of(place), within);
    fetched.clear();
    onePartition = true;
    caughtUp = false;
    said = false;
    progressAt = System.nanoTime();
    consumer.assign(List.of(place));
    consumer.seek(place, offset);
  }

  /** Whether a partition exists, as the broker says now. */
  public boolean exists(int partition) {
    return uncommitted.listTopics().getOrDefault(topic, List.of()).stream()
        .anyMatch(found -> found.partition() == partition);
  }

  /** The offset behind a partition's last record now, committed or not. */
  public long end(int partition) {
    TopicPartition place = new TopicPartition(topic, partition);
    return uncommitted.endOffsets(List.of(place)).get(place);
  }

  /** How many partitions the topic has. */
  public int partitions() {
    return uncommitted.partitionsFor(topic).size();
  }

  /** Whether older records were removed from the start of a partition. */
  public boolean startIsGone() {
    return consumer.beginningOffsets(consumer.assignment()).values().stream()
        .anyMatch(first -> first > 0);
  }

  /** Ends a call that is going on with a WakeupException. */
  public void wakeup() {
    consumer.wakeup();
    uncommitted.wakeup();
  }

  @Override
  public void close() {
    try (uncommitted) {
      consumer.close();
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }

  private static Duration elapsed(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }
}
