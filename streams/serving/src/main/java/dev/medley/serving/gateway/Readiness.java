package dev.medley.serving.gateway;

import dev.medley.serving.http.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Whether a node may take requests: once everything was there, until it is told to stop. */
public final class Readiness {
  private final Map<String, BooleanSupplier> parts = new TreeMap<>();
  private volatile boolean opened;
  private volatile boolean stopping;

  /** Names a part that must be there. */
  public void require(String part, BooleanSupplier there) {
    parts.put(part, there);
  }

  /** Parts that are not there now. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    parts.forEach(
        (part, there) -> {
          if (!there.getAsBoolean()) {
            missing.add(part);
          }
        });
    opened |= missing.isEmpty();
    if (stopping) {
      missing.add("stopping");
    }
    return missing;
  }

  /**
   * Lets a request in; one that was ready once goes on serving through an outage.
   *
   * @throws ApiException 503 before and after
   */
  void check() {
    if (stopping) {
      throw ApiException.of(503, "stopping", "This node is stopping: try another");
    }
    if (!opened && !missing().isEmpty()) {
      throw ApiException.of(503, "not_ready", "This node is starting: try again in a while");
    }
  }

  public void stop() {
    stopping = true;
  }
}
