package dev.medley.subscriber;

import dev.medley.schemas.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Published checkpoints newer than what was delivered, by member; the newest is tried first. */
final class Candidates {
  private final NavigableMap<MemberName, NavigableMap<Long, Checkpoint>> waiting = new TreeMap<>();
  private final Map<String, Checkpoint> byKey = new HashMap<>();
  private final Map<MemberName, Long> delivered = new HashMap<>();

  /** Takes a checkpoint; one that is not newer than the delivered one is of no use. */
  void offer(Checkpoint checkpoint) {
    MemberName name = MemberName.of(checkpoint);
    if (checkpoint.getVersion() > delivered.getOrDefault(name, 0L)) {
      waiting.computeIfAbsent(name, n -> new TreeMap<>()).put(checkpoint.getVersion(), checkpoint);
      byKey.put(MemberName.key(checkpoint), checkpoint);
    }
  }

  /** Forgets a checkpoint that was withdrawn before it was delivered. */
  void withdraw(String key) {
    Checkpoint withdrawn = byKey.get(key);
    if (withdrawn != null) {
      drop(withdrawn);
    }
  }

  /** Members that have something to deliver. */
  List<MemberName> members() {
    waiting.values().removeIf(Map::isEmpty);
    return List.copyOf(waiting.keySet());
  }

  /** The newest of a member among those that may be taken now. */
  Optional<Checkpoint> newest(MemberName name, Predicate<Checkpoint> taken) {
    return Optional.ofNullable(waiting.get(name)).stream()
        .flatMap(versions -> versions.descendingMap().values().stream())
        .filter(taken)
        .findFirst();
  }

  /** Takes one that was delivered once more; not where a newer one was delivered since. */
  void again(Checkpoint checkpoint) {
    MemberName name = MemberName.of(checkpoint);
    if (delivered.getOrDefault(name, 0L) == checkpoint.getVersion()) {
      delivered.put(name, checkpoint.getVersion() - 1);
      offer(checkpoint);
    }
  }

  void drop(Checkpoint checkpoint) {
    byKey.remove(MemberName.key(checkpoint));
    waiting.get(MemberName.of(checkpoint)).remove(checkpoint.getVersion());
  }

  /** Nothing up to this checkpoint is of use any more. */
  void delivered(Checkpoint checkpoint) {
    MemberName name = MemberName.of(checkpoint);
    delivered.put(name, checkpoint.getVersion());
    Map<Long, Checkpoint> past = waiting.get(name).headMap(checkpoint.getVersion(), true);
    past.values().forEach(old -> byKey.remove(MemberName.key(old)));
    past.clear();
  }
}
