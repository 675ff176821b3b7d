package dev.medley.kafka;

import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a compacted topic held when it was read.
 *
 * @param values by key
 * @param places of the values, by key
 * @param unreadable what was passed over, as "place: reason"
 */
public record Newest<T extends SpecificRecord>(
    Map<String, T> values, Map<String, Place> places, List<String> unreadable) {

  /**
   * Reads some keys from start to end.
   *
   * @param fits whether a value may lie under a key
   * @param within how long no record may come
   * @throws org.apache.kafka.common.errors.TimeoutException where none comes for longer
   * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException where the topic is
   *     missing
   */
  public static <T extends SpecificRecord> Newest<T> read(
      Cluster cluster,
      Topic topic,
      Class<T> type,
      BiPredicate<String, T> fits,
      Predicate<String> keys,
      Duration within) {
    Gathered<T> gathered = new Gathered<>();
    try (CompactedTopic<T> compacted = CompactedTopic.once(cluster, topic, type, fits, keys)) {
      compacted.readToEnd(within, gathered);
    }
    return gathered.result();
  }

  /** As {@link #read}, on one partition alone. */
  public static <T extends SpecificRecord> Newest<T> readPartition(
      int partition,
      Cluster cluster,
      Topic topic,
      Class<T> type,
      BiPredicate<String, T> fits,
      Predicate<String> keys,
      Duration within) {
    Gathered<T> gathered = new Gathered<>();
    try (CompactedTopic<T> compacted = CompactedTopic.once(cluster, topic, type, fits, keys)) {
      compacted.readPartition(partition, within, gathered);
    }
    return gathered.result();
  }

  private static final class Gathered<T extends SpecificRecord>
      implements CompactedTopic.Listener<T> {
    private final Map<String, T> values = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final List<String> unreadable = new ArrayList<>();

    @Override
    public void put(String key, T value, Place place) {
      values.put(key, value);
      places.put(key, place);
    }

    @Override
    public void removed(String key) {
      values.remove(key);
      places.remove(key);
    }

    @Override
    public void unreadable(Place place, String reason) {
      unreadable.add(place + ": " + reason);
    }

    Newest<T> result() {
      return new Newest<>(
          Collections.unmodifiableMap(values),
          Collections.unmodifiableMap(places),
          List.copyOf(unreadable));
    }
  }
}
