package dev.medley.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compacted topic as compaction would leave it, and on: of each key the newest record that can be
 * read, also where partitions were added and a key lies on two. One thread; {@link #wakeup} from
 * any.
 *
 * <p>A broker or registry that does not answer, and a topic that is missing, are waited for; a
 * warning says so once.
 */
public final class CompactedTopic<T extends SpecificRecord> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopic.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration REMOVED_KEPT = Duration.ofHours(1);
  private static final int FORGET_EVERY = 1000;

  /** Learns of what holds. */
  public interface Listener<T> {
    /** The key's newest. */
    void put(String key, T value, Place place);

    /** A tombstone of a key that was there. */
    void removed(String key);

    /**
     * A record that is no value of this topic: what its key held before holds on.
     *
     * @param reason quotes nothing of the record
     */
    void unreadable(Place place, String reason);
  }

  private record Held(Place place, boolean removed) {}

  private final TopicReader reader;
  private final String topic;
  private final AvroDeserializer<T> deserializer;
  private final BiPredicate<String, T> fits;
  private final Predicate<String> keys;
  private final Map<String, Held> newest = new HashMap<>();
  private long removals;
  private boolean waiting;
  private long failedAt;

  private CompactedTopic(
      Cluster cluster,
      Topic topic,
      Class<T> type,
      BiPredicate<String, T> fits,
      Predicate<String> keys,
      TopicReader reader) {
    this.topic = cluster.topic(topic);
    this.deserializer = new AvroDeserializer<>(cluster.registryClient(), type);
    this.fits = fits;
    this.keys = keys;
    this.reader = reader;
  }

  /**
   * All of it, to be polled.
   *
   * @param fits whether a value may lie under a key; what does not is unreadable
   */
  public static <T extends SpecificRecord> CompactedTopic<T> follow(
      Cluster cluster, Topic topic, Class<T> type, BiPredicate<String, T> fits) {
    TopicReader reader = TopicReader.following(cluster, cluster.topic(topic));
    return new CompactedTopic<>(cluster, topic, type, fits, key -> true, reader);
  }

  /** Some of its keys, to be read once, by {@link #readToEnd}. */
  public static <T extends SpecificRecord> CompactedTopic<T> once(
      Cluster cluster,
      Topic topic,
      Class<T> type,
      BiPredicate<String, T> fits,
      Predicate<String> keys) {
    TopicReader reader = TopicReader.once(cluster, cluster.topic(topic));
    return new CompactedTopic<>(cluster, topic, type, fits, keys, reader);
  }

  /** Waits for records, at most so long, and hands on what now holds. */
  public void poll(Duration most, Listener<T> listener) {
    if (waiting && System.nanoTime() - failedAt < RETRY.toNanos()) {
      TopicReader.pause(most.compareTo(RETRY) < 0 ? most : RETRY);
      return;
    }
    try {
      reader.poll(most, record -> take(record, listener));
      if (waiting) {
        LOG.atInfo().addKeyValue("topic", topic).log("Reading on");
      }
      waiting = false;
    } catch (RetriableException e) {
      if (!waiting) {
        LOG.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("reason", e.getMessage())
            .log("Waiting: asked again until it answers");
      }
      waiting = true;
      failedAt = System.nanoTime();
    }
  }

  /** Whether all that was on the topic at the first poll was handed on. */
  public boolean caughtUp() {
    return reader.caughtUp();
  }

  /**
   * Hands on all that is on the topic now, however long that takes while records come.
   *
   * @param within how long none may come
   * @throws org.apache.kafka.common.errors.TimeoutException where none comes for longer, with what
   *     it waits for
   * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException where the topic is
   *     missing
   */
  public void readToEnd(Duration within, Listener<T> listener) {
    reader.readToEnd(within, record -> take(record, listener));
  }

  /** As {@link #readToEnd}, on one partition alone. */
  void readPartition(int partition, Duration within, Listener<T> listener) {
    reader.seek(partition, 0, within);
    readToEnd(within, listener);
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Listener<T> listener) {
    Place place = Place.of(record);
    if (record.key() == null) {
      listener.unreadable(place, "it has no key");
      return;
    }
    String key = new String(record.key(), UTF_8);
    if (!keys.test(key)) {
      return;
    }
    Held before = newest.get(key);
    if (before != null && !place.isAfter(before.place())) {
      return;
    }
    if (record.value() == null) {
      newest.put(key, new Held(place, true));
      if (before != null && !before.removed()) {
        listener.removed(key);
      }
      forget(place);
    } else if (read(key, record, place, listener)) {
      newest.put(key, new Held(place, false));
    }
  }

  private boolean read(
      String key, ConsumerRecord<byte[], byte[]> record, Place place, Listener<T> listener) {
    T value;
    try {
      value = deserializer.deserialize(topic, record.value());
    } catch (SerializationException e) {
      listener.unreadable(place, e.getMessage());
      return false;
    }
    if (!fits.test(key, value)) {
      listener.unreadable(place, "its key is not the one of its value");
      return false;
    }
    listener.put(key, value, place);
    return true;
  }

  /** A removed key is known for as long as an older record of it may come from elsewhere. */
  private void forget(Place now) {
    if (++removals % FORGET_EVERY == 0 && caughtUp()) {
      newest
          .values()
          .removeIf(
              held -> held.removed() && held.place().at().isBefore(now.at().minus(REMOVED_KEPT)));
    }
  }

  /** Ends a call that is going on with a WakeupException. */
  public void wakeup() {
    reader.wakeup();
  }

  @Override
  public void close() {
    reader.close();
  }
}
