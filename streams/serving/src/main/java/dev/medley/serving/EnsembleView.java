package dev.medley.serving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Tally;
import dev.medley.schemas.Checkpoint;
import java.util.Map;
import java.util.Optional;

/** What serves a task now, and what it has cost. */
final class EnsembleView {
  private EnsembleView() {}

  static ObjectNode of(String task, Router router) {
    Map<String, Tally> tallies = router.tallies(task);
    long t = tallies.values().stream().mapToLong(Tally::plays).sum();
    LateEnsemble ensemble = router.ensemble();
    ObjectNode body = Json.object();
    body.put("task", task);
    body.put("t", t);
    body.put("alpha", ensemble.alpha());
    body.put("holdout", ensemble.baseHoldout());
    ArrayNode arms = body.putArray("arms");
    Tally base = router.tally(task, LateEnsemble.BASE);
    add(arms.addObject(), LateEnsemble.BASE, base, Optional.empty()).putNull("bound");
    tallies.forEach(
        (arm, tally) -> {
          ServedAdapter served = router.adapters().members(task).get(arm);
          ObjectNode node =
              add(
                  arms.addObject(),
                  arm,
                  tally,
                  served == null ? Optional.empty() : served.checkpoint());
          if (tally.plays() == 0) {
            // Minus infinity, which JSON can't say.
            node.putNull("bound");
          } else {
            node.put("bound", ensemble.bound(tally, t));
          }
        });
    return body;
  }

  private static ObjectNode add(
      ObjectNode node, String arm, Tally tally, Optional<Checkpoint> checkpoint) {
    node.put("arm", arm);
    node.put("plays", tally.plays());
    if (tally.plays() == 0) {
      node.putNull("meanCost");
    } else {
      node.put("meanCost", tally.meanCost());
    }
    node.put("checkpoint", checkpoint.map(Checkpoint::getVersion).orElse(0L));
    node.put("editsSeen", checkpoint.map(Checkpoint::getEditsSeen).orElse(0L));
    node.put(
        "newestEditAt",
        checkpoint
            .filter(found -> found.getEditsSeen() > 0)
            .map(found -> found.getNewestEditAt().toString())
            .orElse(null));
    node.put("adapterDigest", checkpoint.map(Checkpoint::getAdapterDigest).orElse(null));
    return node;
  }
}
