package dev.medley.serving.statistics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many records of `generations`, `cost` and `arm-statistics` were not counted, and why. */
public final class Skipped {
  /** Why nobody can make sense of a record. */
  public enum Reason {
    /** It can't be decoded. */
    UNREADABLE,
    /** It breaks the contract's rules of names, lengths and keys. */
    RULES,
    /** Its finish reason is of a newer schema than this node knows. */
    FINISH_REASON
  }

  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  Skipped() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  void add(Reason reason) {
    counts.get(reason).increment();
  }

  public long count(Reason reason) {
    return counts.get(reason).sum();
  }
}
