package dev.medley.learner.proofs.many;

import static dev.medley.learner.proofs.many.Bench.say;

import dev.medley.kafka.Cluster;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.LiveLane;
import dev.medley.schemas.PartitionOffset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** By member, when its labels were written, and when its journal had passed them. */
record Waits(Map<MemberId, List<Wait>> byMember) {
  private static final Duration LEARNT_WITHIN = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

  /**
   * One label's.
   *
   * @param learnt empty where that was not so by the end
   */
  record Wait(Instant written, Optional<Instant> learnt) {
    double seconds(Instant end) {
      Duration wait = Duration.between(written, learnt.filter(end::isAfter).orElse(end));
      return wait.toMillis() / 1e3;
    }

    boolean at(Instant time) {
      return !written.isAfter(time) && learnt.map(time::isBefore).orElse(true);
    }
  }

  /** Once all are learnt, or, which it says, not within some time. */
  static Waits awaitLearnt(Cluster kafka, List<MemberId> members, Collection<WrittenLabel> labels)
      throws InterruptedException {
    long deadline = System.nanoTime() + LEARNT_WITHIN.toNanos();
    Waits waits = of(kafka, members, labels);
    while (waits.open() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_EVERY.toMillis());
      waits = of(kafka, members, labels);
    }
    if (waits.open() > 0) {
      say("%d labels of members are not learnt %s after the last", waits.open(), LEARNT_WITHIN);
    }
    return waits;
  }

  private long open() {
    return byMember.values().stream()
        .flatMap(List::stream)
        .filter(wait -> wait.learnt().isEmpty())
        .count();
  }

  private static Waits of(Cluster kafka, List<MemberId> members, Collection<WrittenLabel> labels) {
    Map<MemberId, List<Wait>> waits = new TreeMap<>(Comparator.comparing(MemberId::key));
    for (MemberJournal journal : MemberJournal.read(kafka, members)) {
      MemberId id = journal.id();
      List<Wait> own = new ArrayList<>();
      labels.stream()
          .filter(l -> l.task().equals(id.task()) && l.topic() == id.kind().labelTopic())
          .forEach(label -> own.add(new Wait(label.at(), learnt(journal, label))));
      waits.put(id, own);
    }
    return new Waits(waits);
  }

  private static Optional<Instant> learnt(MemberJournal journal, WrittenLabel label) {
    return journal.entries().stream()
        .filter(entry -> passes(entry, label))
        .map(JournalEntry::getCommittedAt)
        .findFirst();
  }

  private static boolean passes(JournalEntry entry, WrittenLabel label) {
    LiveLane live = entry.getLive();
    return before(entry.getNextOffsets(), label)
        || (live != null
            && !label.at().isBefore(live.getSince())
            && before(live.getNextOffsets(), label));
  }

  private static boolean before(List<PartitionOffset> next, WrittenLabel label) {
    return next.stream()
        .anyMatch(n -> n.getPartition() == label.partition() && label.offset() < n.getOffset());
  }

  /** The longest wait of each member up to a time. */
  Map<MemberId, Double> longest(Instant end) {
    Map<MemberId, Double> longest = new TreeMap<>(Comparator.comparing(MemberId::key));
    byMember.forEach(
        (member, waits) ->
            longest.put(
                member,
                waits.stream()
                    .filter(wait -> wait.written().isBefore(end))
                    .mapToDouble(wait -> wait.seconds(end))
                    .max()
                    .orElse(0)));
    return longest;
  }

  /** How long the oldest that a member had not learnt at a time had waited then. */
  double lag(MemberId member, Instant time) {
    return byMember.get(member).stream()
        .filter(wait -> wait.at(time))
        .mapToDouble(wait -> Duration.between(wait.written(), time).toMillis() / 1e3)
        .max()
        .orElse(0);
  }

  /** Labels that were learnt up to a time. */
  long learnt(Instant end) {
    return byMember.values().stream()
        .flatMap(List::stream)
        .filter(wait -> wait.learnt().filter(end::isAfter).isPresent())
        .count();
  }
}
