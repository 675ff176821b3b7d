package dev.medley.serving.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.kafka.CompactedTopic;
import dev.medley.kafka.Place;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.HeldOutFigures;
import dev.medley.serving.generation.ServingVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All checkpoints that are on Kafka, whether they serve here or not. */
final class PublishedCheckpoints implements CompactedTopic.Listener<Checkpoint> {
  private final Map<String, Checkpoint> byKey = new ConcurrentHashMap<>();

  /** Whether a checkpoint lies where a trainer would put it. */
  static boolean fits(String key, Checkpoint checkpoint) {
    return key.equals(
        "%s/%s/%d"
            .formatted(checkpoint.getTask(), checkpoint.getMember(), checkpoint.getVersion()));
  }

  @Override
  public void put(String key, Checkpoint checkpoint, Place place) {
    byKey.put(key, checkpoint);
  }

  @Override
  public void removed(String key) {
    byKey.remove(key);
  }

  @Override
  public void unreadable(Place place, String reason) {
    // The subscriber refuses it, and counts that.
  }

  /** Newest first. */
  private List<Checkpoint> of(String task) {
    return byKey.values().stream()
        .filter(checkpoint -> checkpoint.getTask().equals(task))
        .sorted(Comparator.comparing(Checkpoint::getCreatedAt).reversed())
        .toList();
  }

  boolean has(String task, String member, long version) {
    return of(task).stream()
        .anyMatch(found -> found.getMember().equals(member) && found.getVersion() == version);
  }

  /**
   * Writes those of a task, with what the gate measured.
   *
   * @param served adapters that answer here, by member
   */
  void write(String task, Map<String, ServingVersion> served, ArrayNode into) {
    List<Checkpoint> checkpoints = of(task);
    for (Checkpoint checkpoint : checkpoints) {
      String member = checkpoint.getMember();
      long newest =
          checkpoints.stream()
              .filter(other -> other.getMember().equals(member))
              .mapToLong(Checkpoint::getVersion)
              .max()
              .orElseThrow();
      ServingVersion adapter = served.get(member);
      ObjectNode node =
          into.addObject()
              .put("member", member)
              .put("version", checkpoint.getVersion())
              .put("parent", checkpoint.getParent())
              .put("editsSeen", checkpoint.getEditsSeen())
              .put("createdAt", checkpoint.getCreatedAt().toString())
              .put("newest", checkpoint.getVersion() == newest)
              .put("serves", adapter != null && adapter.version() == checkpoint.getVersion());
      Map<String, Double> heldOut = checkpoint.getHeldOut();
      double charge = HeldOutFigures.charge(heldOut);
      node.put("heldOutCost", Double.isNaN(charge) ? null : (Double) charge);
      node.put("parentCost", heldOut.get(HeldOutFigures.CHARGE_PARENT));
      node.put("contexts", heldOut.get(HeldOutFigures.EDIT_SAMPLES));
    }
  }
}
