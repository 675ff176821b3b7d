package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.MicroBatch;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that a member's journal says, in its order, as Kafka has it now. */
public record MemberJournal(MemberId id, List<JournalEntry> entries) {
  public static MemberJournal read(Cluster cluster, MemberId id) {
    return of(id, Topics.read(cluster, Topic.TRAINER_JOURNAL, JournalEntry.class));
  }

  /** Journals of members, from one reading of the topic. */
  public static List<MemberJournal> read(Cluster cluster, List<MemberId> ids) {
    List<JournalEntry> all = Topics.read(cluster, Topic.TRAINER_JOURNAL, JournalEntry.class);
    return ids.stream().map(id -> of(id, all)).toList();
  }

  private static MemberJournal of(MemberId id, List<JournalEntry> all) {
    return new MemberJournal(
        id,
        all.stream()
            .filter(e -> e.getTask().equals(id.task()) && e.getMember().equals(id.name()))
            .toList());
  }

  /** Actions of one type, such as Publication. */
  public <T> List<T> all(Class<T> type) {
    return entries.stream().flatMap(entry -> actions(entry, type)).toList();
  }

  /** Labels in micro-batches. */
  public long labels() {
    return entries.stream().mapToLong(MemberJournal::labels).sum();
  }

  /** Labels in an entry's micro-batches. */
  static long labels(JournalEntry entry) {
    return actions(entry, MicroBatch.class).mapToLong(batch -> batch.getLabels().size()).sum();
  }

  private static <T> Stream<T> actions(JournalEntry entry, Class<T> type) {
    return entry.getActions().stream().filter(type::isInstance).map(type::cast);
  }

  /** Where reading goes on, by partition; nothing before the first entry. */
  public Map<Integer, Long> next() {
    return entries.isEmpty()
        ? Map.of()
        : entries.get(entries.size() - 1).getNextOffsets().stream()
            .collect(
                Collectors.toMap(
                    PartitionOffset::getPartition,
                    PartitionOffset::getOffset,
                    (one, two) -> two,
                    TreeMap::new));
  }

  /** Rounds that do not follow the one before. */
  public long gaps() {
    long gaps = 0;
    for (int i = 0; i < entries.size(); i++) {
      gaps += entries.get(i).getRound() == i + 1 ? 0 : 1;
    }
    return gaps;
  }
}
