package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Which adapters are in memory.
 *
 * @param memoryBytes most that all of them may take
 * @param coldWait how long a request waits for one that is not
 */
public record AdapterSettings(long memoryBytes, Duration coldWait) {
  public AdapterSettings {
    requireNonNull(coldWait, "coldWait is null");
  }
}
