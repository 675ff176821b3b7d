package dev.medley.learner;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The newest checkpoint version of each arm that labels have named, of the last 256 arms. */
final class ArmVersions {
  private static final int CAPACITY = 256;

  private final Map<String, Long> newest = new LinkedHashMap<>();

  ArmVersions(Map<String, Long> newest) {
    this.newest.putAll(newest);
  }

  /** Takes a label's arm and version in; how far it is behind the newest of that arm. */
  long behind(String arm, long version) {
    long known = Math.max(version, newest.getOrDefault(arm, version));
    newest.remove(arm);
    newest.put(arm, known);
    if (newest.size() > CAPACITY) {
      Iterator<String> oldest = newest.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return known - version;
  }

  Map<String, Long> all() {
    return new LinkedHashMap<>(newest);
  }
}
