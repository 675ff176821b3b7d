package dev.medley.learner.feed;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a member's own labels lie that it may not have committed, counted by whoever reads the
 * topic, whatever the member does. Exact for the newest {@value Stretches#MOST} of a partition;
 * older ones are counted in stretches. Thread-safe.
 */
public final class OwnLabels {
  /**
   * What a member has yet to commit.
   *
   * @param labels of its own
   * @param oldest when the oldest of them was written, by its timestamp; empty where there is none
   */
  public record Behind(long labels, Optional<Instant> oldest) {
    private Behind plus(long more, long written) {
      Instant one = Instant.ofEpochMilli(written);
      return more == 0
          ? this
          : new Behind(
              labels + more, Optional.of(oldest.filter(known -> known.isBefore(one)).orElse(one)));
    }
  }

  private final Map<Integer, Stretches> partitions = new TreeMap<>();
  private final Map<Integer, Long> completeFrom;
  private long arrived;

  /**
   * Of labels from now on.
   *
   * @param heads up to where partitions were read before
   */
  OwnLabels(Map<Integer, Long> heads) {
    this.completeFrom = new HashMap<>(heads);
  }

  /** A partition is read from an offset on. */
  synchronized void begin(int partition, long from) {
    completeFrom.put(partition, from);
  }

  synchronized void add(ConsumerRecord<byte[], byte[]> record) {
    arrived++;
    partitions
        .computeIfAbsent(record.partition(), partition -> new Stretches())
        .add(record.offset(), record.timestamp());
  }

  /** How many were counted since it began. */
  public synchronized long arrived() {
    return arrived;
  }

  /** What lies behind a frontier. */
  public synchronized Behind behind(Frontier read) {
    Map<Integer, Long> next = Frontier.byPartition(read.next());
    Map<Integer, Long> live =
        read.live().map(lane -> Frontier.byPartition(lane.getNextOffsets())).orElse(Map.of());
    long since = read.live().map(lane -> lane.getSince().toEpochMilli()).orElse(Long.MAX_VALUE);
    Behind[] behind = {new Behind(0, Optional.empty())};
    partitions.forEach(
        (partition, stretches) -> {
          long from = next.getOrDefault(partition, 0L);
          long newFrom = Math.max(from, live.getOrDefault(partition, from));
          stretches.forEach(
              stretch -> {
                long first = stretch.oldest() >= since ? newFrom : from;
                behind[0] = behind[0].plus(stretch.countFrom(first), stretch.oldest());
              });
        });
    return behind[0];
  }

  /** Forgets what lies before a frontier. */
  public synchronized void forget(Frontier read) {
    read.next()
        .forEach(
            place -> {
              Stretches stretches = partitions.get(place.getPartition());
              if (stretches != null) {
                stretches.forget(place.getOffset());
              }
            });
  }

  /**
   * Where the first lies at an offset or behind, so that what is before it need not be read; the
   * offset itself where that is not known.
   *
   * @param head up to where the partition was read
   */
  synchronized long firstFrom(int partition, long offset, long head) {
    Long from = completeFrom.get(partition);
    if (from == null || offset < from || offset >= head) {
      return offset;
    }
    Stretches stretches = partitions.get(partition);
    return stretches == null ? head : Math.min(head, stretches.firstFrom(offset, head));
  }
}
