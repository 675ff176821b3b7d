package dev.medley.learner.labels;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A member's own labels on one topic, in the order of each partition. What is not its own is passed
 * as it comes; a partition of which many labels wait is fetched no further, and holds up no other.
 * What was taken or passed is what {@link #nextOffsets()} leaves behind; what only waits is not.
 */
public final class LabelReader implements AutoCloseable {
  /** Own labels of one partition that are kept before they are taken. */
  public static final int MOST_WAITING = PartitionLabels.FULL;

  private static final Duration STILL_FOR = Duration.ofSeconds(10);
  private static final Duration POLLS_FOR = Duration.ofMillis(100);

  private final LabelSource source;
  private final LabelDecoder decoder;
  private final WaitingLabels waiting;
  private long taken;

  /**
   * Opens the member's topic where its last round ended; where retention has removed labels from
   * there on, at the earliest ({@link #takeLost()}).
   *
   * @throws RefusedStateException where a partition is missing, or ends before its offset
   */
  public LabelReader(Cluster cluster, MemberId member, Collection<PartitionOffset> nextOffsets) {
    requireNonNull(member, "member is null");
    this.decoder = new LabelDecoder(cluster, member);
    this.waiting = new WaitingLabels(decoder);
    this.source = new LabelSource(cluster, member, nextOffsets);
  }

  /**
   * Fetches what has arrived, without waiting; nothing while the broker is away.
   *
   * @throws RefusedStateException where the log of a partition now ends before what was read
   */
  public void poll() {
    poll(Duration.ZERO);
  }

  private void poll(Duration within) {
    source.fetchFrom(partition -> !waiting.of(partition).isFull());
    source.poll(within).forEach(record -> waiting.of(record.partition()).fetched(record));
    waiting.decode();
  }

  /** How many labels can be taken now. */
  public int available() {
    return waiting.available();
  }

  /** Where the label lies that is next in the order of arrival; there must be one available. */
  public PartitionOffset nextPlace() {
    return waiting.next();
  }

  /** The next label in the order of arrival; there must be one available. */
  public Taken take() {
    Taken next = waiting.take();
    taken++;
    return next;
  }

  /**
   * The label at a place, for a redo; what waits before it in its partition is dropped. Waits for
   * as long as the partition moves.
   *
   * @return empty where no usable label of the member lies there, or it was passed before
   * @throws TimeoutException where nothing has come of the partition for ten seconds
   * @throws RefusedStateException where the partition is missing, or ends before what was read
   */
  public Optional<Taken> take(PartitionOffset place) {
    source.demand(place);
    int partition = place.getPartition();
    PartitionLabels labels = waiting.of(partition);
    long position = source.position(partition);
    long movedAt = System.nanoTime();
    while (true) {
      taken += labels.dropBefore(place.getOffset());
      if (labels.startsAt(place)) {
        taken++;
        return Optional.of(labels.take());
      }
      if (nextOffset(partition) > place.getOffset()) {
        return Optional.empty();
      }
      poll(POLLS_FOR);
      if (source.position(partition) != position) {
        position = source.position(partition);
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > STILL_FOR.toNanos()) {
        throw new TimeoutException(
            "The label at offset %d of partition %d does not come: reading has stood at %d for %d s; are broker and registry there?"
                .formatted(
                    place.getOffset(), partition, nextOffset(partition), STILL_FOR.toSeconds()));
      }
    }
  }

  /** What retention removed before it was read, since the last call. */
  public List<OffsetRange> takeLost() {
    return source.takeLost();
  }

  /** For how long the label that came here first has waited here; zero where none does. */
  public Duration oldestHere() {
    return waiting.oldestHere();
  }

  /** How long ago the oldest that waits was written, by its timestamp; zero where none waits. */
  public Duration waited() {
    return waiting.waited();
  }

  /** Where a reader goes on that knows all labels taken so far: all partitions, in their order. */
  public List<PartitionOffset> nextOffsets() {
    return source.partitions().stream()
        .map(partition -> new PartitionOffset(partition, nextOffset(partition)))
        .toList();
  }

  private long nextOffset(int partition) {
    return waiting.of(partition).firstOffset().orElseGet(() -> source.position(partition));
  }

  /** The group under which the member's lag shows. */
  public ConsumerGroupMetadata group() {
    return source.group();
  }

  /** Records behind the end of the topic that were neither taken nor passed yet. */
  public long lag() {
    return source.lag() + waiting.size();
  }

  /** Whether all that is on the topic now was taken, but for fewer labels than so many. */
  public boolean caughtUp(int labels) {
    int available = waiting.available();
    return waiting.size() == available && available < labels && source.isAtEnd();
  }

  /** Records taken or passed since the start, other tasks' among them. */
  public long consumed() {
    return taken + waiting.passed();
  }

  /** Records that could not be read, or broke the contract's rules, and were passed since start. */
  public long unreadable() {
    return decoder.unreadable();
  }

  @Override
  public void close() {
    source.close();
  }
}
