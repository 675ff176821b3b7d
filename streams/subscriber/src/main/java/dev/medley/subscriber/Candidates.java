package dev.medley.subscriber;

import dev.medley.schemas.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Published checkpoints by member, the newest first; those newer than what was delivered last are
 * to be delivered, and one of the few before it again where that one turns out to be of no use.
 */
final class Candidates {
  private final NavigableMap<MemberName, NavigableMap<Long, Checkpoint>> known = new TreeMap<>();
  private final Map<String, Checkpoint> byKey = new HashMap<>();
  private final Map<MemberName, Long> delivered = new HashMap<>();

  /** Takes a checkpoint that was published. */
  void offer(Checkpoint checkpoint) {
    known
        .computeIfAbsent(MemberName.of(checkpoint), n -> new TreeMap<>())
        .put(checkpoint.getVersion(), checkpoint);
    byKey.put(MemberName.key(checkpoint), checkpoint);
  }

  /** Forgets a checkpoint that was withdrawn. */
  void withdraw(String key) {
    Checkpoint withdrawn = byKey.get(key);
    if (withdrawn != null) {
      drop(withdrawn);
    }
  }

  /** Members that have something to deliver. */
  List<MemberName> members() {
    known.values().removeIf(Map::isEmpty);
    return known.keySet().stream().filter(name -> !open(name).isEmpty()).toList();
  }

  private NavigableMap<Long, Checkpoint> open(MemberName name) {
    return known
        .getOrDefault(name, new TreeMap<>())
        .tailMap(delivered.getOrDefault(name, 0L), false);
  }

  /** What is to be delivered of a member, newest first, among those that may be taken now. */
  List<Checkpoint> newestFirst(MemberName name, Predicate<Checkpoint> taken) {
    return open(name).descendingMap().values().stream().filter(taken).toList();
  }

  /** The newest of them. */
  Optional<Checkpoint> newest(MemberName name, Predicate<Checkpoint> taken) {
    return newestFirst(name, taken).stream().findFirst();
  }

  /** Takes one that was delivered once more; not where a newer one was delivered since. */
  void again(Checkpoint checkpoint) {
    if (isLast(checkpoint)) {
      delivered.put(MemberName.of(checkpoint), checkpoint.getVersion() - 1);
      offer(checkpoint);
    }
  }

  private boolean isLast(Checkpoint checkpoint) {
    return delivered.getOrDefault(MemberName.of(checkpoint), 0L) == checkpoint.getVersion();
  }

  /** Forgets one that is of no use. */
  void drop(Checkpoint checkpoint) {
    byKey.remove(MemberName.key(checkpoint));
    known.getOrDefault(MemberName.of(checkpoint), new TreeMap<>()).remove(checkpoint.getVersion());
  }

  /** As {@link #drop}, of one that was delivered: where it was the last, older ones are due. */
  void refuse(Checkpoint checkpoint) {
    drop(checkpoint);
    if (isLast(checkpoint)) {
      delivered.remove(MemberName.of(checkpoint));
    }
  }

  /** Nothing up to this checkpoint is due any more; a few before it stay known. */
  void delivered(Checkpoint checkpoint) {
    MemberName name = MemberName.of(checkpoint);
    delivered.put(name, checkpoint.getVersion());
    NavigableMap<Long, Checkpoint> past =
        known.getOrDefault(name, new TreeMap<>()).headMap(checkpoint.getVersion(), true);
    while (past.size() > AdapterStore.KEPT_VERSIONS) {
      byKey.remove(MemberName.key(past.pollFirstEntry().getValue()));
    }
  }
}
