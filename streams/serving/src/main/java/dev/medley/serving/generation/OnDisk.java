package dev.medley.serving.generation;

import dev.medley.subscriber.PeftCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The verified checkpoints on this node's disk: of each member those delivered last, the newest
 * first. Thread-safe.
 */
final class OnDisk {
  /** As many as the subscriber keeps. */
  private static final int KEPT = 3;

  private final Map<String, SortedMap<String, List<PeftCheckpoint>>> tasks =
      new ConcurrentHashMap<>();

  /** Takes one that was delivered, perhaps once more. */
  void add(PeftCheckpoint delivered) {
    List<PeftCheckpoint> versions = new ArrayList<>(List.of(delivered));
    change(
        delivered,
        before -> {
          before.stream()
              .filter(old -> !isSame(old, delivered))
              .limit(KEPT - 1L)
              .forEach(versions::add);
          return versions;
        });
  }

  /** Forgets one that can't be loaded. */
  void remove(PeftCheckpoint faulty) {
    change(faulty, before -> before.stream().filter(old -> !isSame(old, faulty)).toList());
  }

  private interface Change {
    List<PeftCheckpoint> of(List<PeftCheckpoint> before);
  }

  /** Readers see the versions before or after. */
  private synchronized void change(PeftCheckpoint one, Change change) {
    TaskMember name = TaskMember.of(one.record());
    SortedMap<String, List<PeftCheckpoint>> members = new TreeMap<>(members(name.task()));
    List<PeftCheckpoint> versions = change.of(members.getOrDefault(name.member(), List.of()));
    if (versions.isEmpty()) {
      members.remove(name.member());
    } else {
      members.put(name.member(), versions);
    }
    if (members.isEmpty()) {
      tasks.remove(name.task());
    } else {
      tasks.put(name.task(), members);
    }
  }

  private static boolean isSame(PeftCheckpoint a, PeftCheckpoint b) {
    return a.directory().equals(b.directory());
  }

  /** What is to answer for a member; empty where nothing can. */
  Optional<PeftCheckpoint> newest(TaskMember name) {
    List<PeftCheckpoint> versions = members(name.task()).get(name.member());
    return versions == null ? Optional.empty() : Optional.of(versions.get(0));
  }

  /** The versions of each member of a task; not to be changed. */
  SortedMap<String, List<PeftCheckpoint>> members(String task) {
    return tasks.getOrDefault(task, new TreeMap<>());
  }

  /** Tasks that have a member. */
  Set<String> tasks() {
    return Set.copyOf(tasks.keySet());
  }

  boolean knows(String task) {
    return tasks.containsKey(task);
  }

  /** Members of all tasks. */
  int size() {
    return tasks.values().stream().mapToInt(Map::size).sum();
  }
}
