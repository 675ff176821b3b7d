package dev.medley.subscriber;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints that were refused since the start: counted, logged, and the newest at hand. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Map<Refusal.Reason, Long> counts = new ConcurrentHashMap<>();
  private final AtomicReference<Refusal> newest = new AtomicReference<>();

  /**
   * Refuses one.
   *
   * @param where its verified key, or its place on the topic
   */
  void add(String where, RefusedException why) {
    counts.merge(why.reason(), 1L, Long::sum);
    newest.set(new Refusal(where, why.reason(), why.getMessage(), Instant.now()));
    LOG.atWarn()
        .addKeyValue("checkpoint", where)
        .addKeyValue("kind", why.reason())
        .addKeyValue("reason", why.getMessage())
        .setCause(why.getCause())
        .log("Checkpoint refused; the older one stays");
  }

  Map<Refusal.Reason, Long> counts() {
    Map<Refusal.Reason, Long> copy = new EnumMap<>(Refusal.Reason.class);
    copy.putAll(counts);
    return copy;
  }

  Optional<Refusal> newest() {
    return Optional.ofNullable(newest.get());
  }
}
