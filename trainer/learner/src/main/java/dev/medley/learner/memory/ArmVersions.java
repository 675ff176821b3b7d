package dev.medley.learner.memory;

import java.util.Map;

/** The newest checkpoint version of each arm that labels have named, of the last 256 arms. */
final class ArmVersions {
  private static final int CAPACITY = 256;

  private final NewestByKey<String, Long> newest;

  ArmVersions(Map<String, Long> newest) {
    this.newest = new NewestByKey<>(CAPACITY, newest);
  }

  /** Takes a label's arm and version in; how far it is behind the newest of that arm. */
  long behind(String arm, long version) {
    Long before = newest.get(arm);
    long known = before == null ? version : Math.max(version, before);
    newest.put(arm, known);
    return known - version;
  }

  Map<String, Long> all() {
    return newest.all();
  }
}
