package dev.medley.serving.routing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.ResponseRates;
import dev.medley.ensemble.ResponseRates.Rate;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Control;
import dev.medley.schemas.ServingMode;
import dev.medley.serving.generation.ServingVersion;
import dev.medley.serving.http.Json;
import dev.medley.serving.statistics.ArmTotal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What serves a task now, what it was charged and has cost, and whom people answer. */
public final class EnsembleView {
  private EnsembleView() {}

  public static ObjectNode of(String task, Router router) {
    Map<String, ArmState> arms = router.arms(task);
    Map<String, Rate> rates = rates(task, router, arms.keySet());
    LateEnsemble ensemble = router.ensemble();
    Map<String, Double> ranks = ensemble.policy().rank(arms);
    Map<String, Double> walkouts = ensemble.policy().walkouts(arms);
    Map<String, Double> unanswered = ensemble.policy().unanswered(arms);
    Map<String, Double> propensities = router.propensities(task);
    ObjectNode body = Json.object();
    body.put("task", task);
    body.put("t", arms.values().stream().mapToLong(arm -> arm.costs().plays()).sum());
    body.put("policy", ensemble.policy().toString());
    body.put("holdout", ensemble.holdout());
    body.put("floor", ensemble.floor());
    putControl(body, router.control(task));
    body.put("responseRatesDiffer", ResponseRates.differ(rates.values()));
    ArrayNode array = body.putArray("arms");
    arms.forEach(
        (arm, state) -> {
          ServingVersion served = router.adapters().members(task).get(arm);
          ObjectNode node = array.addObject();
          node.put("arm", arm);
          putTotal(node, router.statistics().total(task, arm));
          put(node, "bound", ranks.get(arm));
          node.put("propensity", propensities.getOrDefault(arm, 0.0));
          put(node, "cancelledCharged", walkouts.get(arm));
          put(node, "unansweredCharged", unanswered.get(arm));
          put(
              node,
              "priorCharge",
              state.prior().plays() > 0 ? state.prior().meanCost() : Double.NaN);
          node.put("resting", router.rests(task, arm));
          put(node, "responseRate", rates.get(arm).share());
          putCheckpoint(node, Optional.ofNullable(served).map(ServingVersion::checkpoint));
        });
    return body;
  }

  /** How often people answered each of a task's arms. */
  static Map<String, Rate> rates(String task, Router router, Set<String> arms) {
    Map<String, Rate> rates = new TreeMap<>();
    for (String arm : arms) {
      ArmTotal total = router.statistics().total(task, arm);
      long answered = Math.max(0, total.answered());
      rates.put(arm, new Rate(answered + total.silent(), answered));
    }
    return rates;
  }

  private static void putControl(ObjectNode body, Optional<Control> control) {
    ServingMode mode = control.map(Control::getMode).orElse(ServingMode.CHOOSE);
    body.put("mode", mode.name().toLowerCase(Locale.ROOT));
    body.put(
        "pinnedArm", control.map(Control::getPinnedArm).filter(arm -> !arm.isEmpty()).orElse(null));
    body.put(
        "costUnit",
        control
            .map(Control::getCostUnit)
            .map(unit -> unit.name().toLowerCase(Locale.ROOT))
            .orElse(null));
    body.put("maxTokens", control.map(Control::getMaxTokens).orElse(null));
    body.put("pausedAt", control.map(Control::getPausedAt).map(Instant::toString).orElse(null));
  }

  private static void putTotal(ObjectNode node, ArmTotal total) {
    node.put("plays", total.charges().plays());
    put(node, "meanCharge", total.charges().meanCost());
    node.put("answered", total.answered());
    put(node, "meanCost", total.meanCost());
    node.put("waiting", total.waiting());
    put(node, "shareCut", total.shareCut());
    put(node, "shareCancelled", total.shareCancelled());
  }

  /** Null for what JSON can't say. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  private static void putCheckpoint(ObjectNode node, Optional<Checkpoint> checkpoint) {
    node.put("checkpoint", checkpoint.map(Checkpoint::getVersion).orElse(0L));
    node.put("editsSeen", checkpoint.map(Checkpoint::getEditsSeen).orElse(0L));
    node.put(
        "newestEditAt",
        checkpoint
            .filter(found -> found.getEditsSeen() > 0)
            .map(found -> found.getNewestEditAt().toString())
            .orElse(null));
    node.put("adapterDigest", checkpoint.map(Checkpoint::getAdapterDigest).orElse(null));
  }
}
