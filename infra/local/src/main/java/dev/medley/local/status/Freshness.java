package dev.medley.local.status;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** How old the newest edit inside the served adapters was, over all samples of the run. */
final class Freshness {
  private final TreeMap<Long, Long> samplesByTenth = new TreeMap<>();
  private long samples;

  synchronized void add(Duration age) {
    samplesByTenth.merge(Math.max(0, age.toMillis() / 100), 1L, Long::sum);
    samples++;
  }

  /** The median in seconds; empty before the first adapter is served. */
  synchronized OptionalDouble medianSeconds() {
    long seen = 0;
    for (Map.Entry<Long, Long> entry : samplesByTenth.entrySet()) {
      seen += entry.getValue();
      if (2 * seen >= samples) {
        return OptionalDouble.of(entry.getKey() / 10.0);
      }
    }
    return OptionalDouble.empty();
  }
}
