package dev.medley.serving.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.kafka.CompactedTopic;
import dev.medley.kafka.Place;
import dev.medley.schemas.MemberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * What trainers said last of each member. What is older than {@link #WORD_HOLDS} says nothing of
 * now, and is written as old.
 */
final class MemberStatuses implements CompactedTopic.Listener<MemberStatus> {
  /** Trainers say it every half minute. */
  static final Duration WORD_HOLDS = Duration.ofMinutes(2);

  /**
   * @param heardAt by this node's clock, so that a trainer's may differ; by the trainer's for what
   *     was there before this node
   */
  private record Heard(MemberStatus status, Instant heardAt) {}

  private final BooleanSupplier caughtUp;
  private final Map<String, Heard> byKey = new ConcurrentHashMap<>();

  /**
   * @param caughtUp whether what comes is news
   */
  MemberStatuses(BooleanSupplier caughtUp) {
    this.caughtUp = caughtUp;
  }

  /** Whether a status lies where a trainer would put it. */
  static boolean fits(String key, MemberStatus status) {
    return key.equals(key(status.getTask(), status.getMember()));
  }

  private static String key(String task, String member) {
    return task + "/" + member;
  }

  @Override
  public void put(String key, MemberStatus status, Place place) {
    byKey.put(key, new Heard(status, caughtUp.getAsBoolean() ? Instant.now() : status.getAt()));
  }

  @Override
  public void removed(String key) {
    byKey.remove(key);
  }

  @Override
  public void unreadable(Place place, String reason) {
    // What was said before grows old, which is shown.
  }

  /** Tasks of which a trainer told something. */
  Set<String> tasks() {
    return byKey.values().stream()
        .map(heard -> heard.status().getTask())
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean has(String task, String member) {
    return byKey.containsKey(key(task, member));
  }

  /** Writes those of a task, by member; ages are of now. */
  void write(String task, Instant now, ArrayNode into) {
    byKey.values().stream()
        .filter(heard -> heard.status().getTask().equals(task))
        .sorted(Comparator.comparing(heard -> heard.status().getMember()))
        .forEach(heard -> write(heard, now, into.addObject()));
  }

  private static void write(Heard heard, Instant now, ObjectNode node) {
    MemberStatus status = heard.status();
    double age = seconds(heard.heardAt(), now);
    double lagAge = age + seconds(status.getMeasuredAt(), status.getAt());
    node.put("member", status.getMember())
        .put("kind", status.getKind())
        .put("owner", status.getOwner())
        .put("state", status.getState().name().toLowerCase(Locale.ROOT))
        .put("reason", status.getReason())
        .put("stateSeconds", age + seconds(status.getSince(), status.getAt()))
        .put("version", status.getVersion())
        .put("steps", status.getSteps())
        .put("editsSeen", status.getEditsSeen())
        .put("ageSeconds", age)
        .put("heard", holds(age))
        .put("lagAgeSeconds", lagAge)
        .put("lagHeard", holds(lagAge));
    node.put("lag", status.getLag() < 0 ? null : status.getLag());
    putKnown(node, "lagSeconds", status.getLagSeconds());
    putKnown(node, "etaSeconds", status.getEtaSeconds());
  }

  private static boolean holds(double ageSeconds) {
    return ageSeconds <= WORD_HOLDS.toSeconds();
  }

  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis() / 1e3);
  }

  /** Null for what the trainer does not know. */
  private static void putKnown(ObjectNode node, String name, double value) {
    if (Double.isFinite(value) && value >= 0) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
