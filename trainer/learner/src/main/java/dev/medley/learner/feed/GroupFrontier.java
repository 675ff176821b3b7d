package dev.medley.learner.feed;

import dev.medley.schemas.LiveLane;
import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A frontier as a consumer group's committed offsets have it: the next offsets, and what was read
 * of new labels in their metadata.
 */
public final class GroupFrontier {
  private static final Pattern LIVE = Pattern.compile("live since=(\\d+) next=(\\d+)");

  private GroupFrontier() {}

  /** To be committed. */
  public static Map<TopicPartition, OffsetAndMetadata> offsets(String topic, Frontier read) {
    Map<Integer, Long> live =
        read.live().map(lane -> Frontier.byPartition(lane.getNextOffsets())).orElse(Map.of());
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (PartitionOffset next : read.next()) {
      Long newNext = live.get(next.getPartition());
      String metadata =
          newNext == null
              ? ""
              : "live since=%d next=%d"
                  .formatted(read.live().orElseThrow().getSince().toEpochMilli(), newNext);
      offsets.put(
          new TopicPartition(topic, next.getPartition()),
          new OffsetAndMetadata(next.getOffset(), metadata));
    }
    return offsets;
  }

  /** As it was committed; what is of another topic, or was never committed, is passed over. */
  public static Frontier of(String topic, Map<TopicPartition, OffsetAndMetadata> committed) {
    List<PartitionOffset> next = new ArrayList<>();
    List<PartitionOffset> newNext = new ArrayList<>();
    Instant[] since = new Instant[1];
    committed.forEach(
        (partition, offset) -> {
          if (offset == null || !partition.topic().equals(topic)) {
            return;
          }
          next.add(new PartitionOffset(partition.partition(), offset.offset()));
          Matcher live = LIVE.matcher(offset.metadata());
          if (live.matches()) {
            since[0] = Instant.ofEpochMilli(Long.parseLong(live.group(1)));
            newNext.add(new PartitionOffset(partition.partition(), Long.parseLong(live.group(2))));
          }
        });
    next.sort(Comparator.comparing(PartitionOffset::getPartition));
    return new Frontier(
        next, Optional.ofNullable(since[0]).map(time -> new LiveLane(time, newNext)));
  }
}
