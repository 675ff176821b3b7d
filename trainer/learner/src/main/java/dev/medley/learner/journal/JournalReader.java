package dev.medley.learner.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicReader;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads what members committed to {@code trainer-journal}. */
public final class JournalReader {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  /**
   * A member's entries.
   *
   * @param entries oldest first
   * @param next the offset behind the last of them
   */
  public record Read(List<JournalEntry> entries, long next) {}

  private final Cluster cluster;
  private final String topic;
  private final AvroDeserializer<JournalEntry> deserializer;

  public JournalReader(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.topic = cluster.topic(Topic.TRAINER_JOURNAL);
    this.deserializer = new AvroDeserializer<>(cluster.registryClient(), JournalEntry.class);
  }

  /**
   * All that was committed until now, behind others' open transactions too.
   *
   * @param from the offset to begin at; where it is gone, the earliest there is
   * @throws RefusedStateException where an entry can't be read
   * @throws org.apache.kafka.common.errors.TimeoutException where Kafka or the registry does not
   *     answer, or a transaction stays open there
   */
  public Read read(MemberId member, int partition, long from) {
    List<JournalEntry> entries = new ArrayList<>();
    long next = forEach(member, partition, from, entries::add);
    return new Read(entries, next);
  }

  /**
   * As {@link #read}, of several members of one partition, which is read once.
   *
   * @param from by member, where to begin
   */
  public Map<MemberId, Read> read(int partition, Map<MemberId, Long> from) {
    Map<String, MemberId> members = new HashMap<>();
    Map<MemberId, Read> read = new HashMap<>();
    from.forEach(
        (member, offset) -> {
          members.put(member.key(), member);
          read.put(member, new Read(new ArrayList<>(), offset));
        });
    long first = from.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    try (TopicReader reader = TopicReader.once(cluster, topic)) {
      reader.seek(partition, first, WITHIN);
      reader.readToEnd(
          WITHIN,
          record -> {
            MemberId member =
                record.key() == null ? null : members.get(new String(record.key(), UTF_8));
            if (member != null && record.offset() >= from.get(member)) {
              List<JournalEntry> entries = read.get(member).entries();
              entries.add(entry(member, record));
              read.put(member, new Read(entries, record.offset() + 1));
            }
          });
    }
    return read;
  }

  /**
   * As {@link #read}, one after another.
   *
   * @return the offset behind the last of them
   */
  public long forEach(MemberId member, int partition, long from, Consumer<JournalEntry> each) {
    String key = member.key();
    long[] next = {from};
    try (TopicReader reader = TopicReader.once(cluster, topic)) {
      reader.seek(partition, from, WITHIN);
      reader.readToEnd(
          WITHIN,
          record -> {
            if (record.key() != null && key.equals(new String(record.key(), UTF_8))) {
              each.accept(entry(member, record));
              next[0] = record.offset() + 1;
            }
          });
    }
    return next[0];
  }

  private JournalEntry entry(MemberId member, ConsumerRecord<byte[], byte[]> record) {
    try {
      return deserializer.deserialize(topic, record.value());
    } catch (RegistryUnavailableException e) {
      throw e;
    } catch (SerializationException e) {
      throw new RefusedStateException(
          "%s: its journal can't be read at %s-%d@%d (%s): was it written by a later release, or is the registry another?"
              .formatted(
                  member, record.topic(), record.partition(), record.offset(), e.getMessage()));
    }
  }
}
