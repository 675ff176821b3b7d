package dev.medley.serving.routing;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Policy;
import dev.medley.ensemble.ResponseRates;
import dev.medley.ensemble.ResponseRates.Rate;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Control;
import dev.medley.schemas.ServingMode;
import dev.medley.serving.generation.ServingVersion;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.serving.statistics.ArmTotal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each arm was charged and has cost on all nodes, as gauges; a word where silence misleads.
 */
public final class EnsembleMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(EnsembleMetrics.class);

  private static final List<String> FIGURES =
      List.of(
          "checkpoint",
          "edits.seen",
          "newest.edit.timestamp.seconds",
          "held.out.edit.cost",
          "held.out.charge");

  private record Shown(String task, String member) {}

  private final Router router;
  private final ServingMetrics metrics;
  private final Set<String> differing = ConcurrentHashMap.newKeySet();
  private final Set<Shown> shown = ConcurrentHashMap.newKeySet();

  public EnsembleMetrics(Router router, ServingMetrics metrics) {
    this.router = router;
    this.metrics = metrics;
  }

  /** Reads the shared statistics anew. */
  public void refresh() {
    forgetGone();
    for (String task : router.adapters().tasks()) {
      Map<String, ArmState> arms = router.arms(task);
      Map<String, Rate> rates = EnsembleView.rates(task, router, arms.keySet());
      Policy policy = router.ensemble().policy();
      Map<String, Double> walkouts = policy.walkouts(arms);
      Map<String, Double> unanswered = policy.unanswered(arms);
      Map<String, Double> propensities = router.propensities(task);
      for (String arm : arms.keySet()) {
        metrics.arm("propensity", task, arm, propensities.getOrDefault(arm, 0.0));
        total(task, arm, router.statistics().total(task, arm));
        metrics.arm("cancelled.charged", task, arm, walkouts.get(arm));
        metrics.arm("unanswered.charged", task, arm, unanswered.get(arm));
        metrics.arm("resting", task, arm, router.rests(task, arm) ? 1 : 0);
        metrics.arm("response.rate", task, arm, rates.get(arm).share());
      }
      router.adapters().members(task).forEach((member, served) -> adapter(task, member, served));
      boolean differ = ResponseRates.differ(rates.values());
      metrics.ratesDiffer(task, differ);
      metrics.modeUnknown(task, isModeUnknown(task));
      warn(task, differ, rates);
    }
  }

  private void total(String task, String arm, ArmTotal total) {
    metrics.arm("plays", task, arm, (double) total.charges().plays());
    metrics.arm("charge.sum", task, arm, total.charges().costSum());
    metrics.arm("charge.mean", task, arm, total.charges().meanCost());
    metrics.arm("answered", task, arm, (double) total.answered());
    metrics.arm("cost.sum", task, arm, total.costSum());
    metrics.arm("cost.mean", task, arm, total.meanCost());
    metrics.arm("waiting", task, arm, (double) total.waiting());
    metrics.arm("cut.share", task, arm, total.shareCut());
    metrics.arm("cancelled.share", task, arm, total.shareCancelled());
  }

  private boolean isModeUnknown(String task) {
    return router
        .control(task)
        .map(Control::getMode)
        .filter(ServingMode.UNKNOWN::equals)
        .isPresent();
  }

  /** A member that no adapter is left of has no figures. */
  private void forgetGone() {
    shown.removeIf(
        arm -> {
          boolean gone = !router.adapters().has(arm.task(), arm.member());
          if (gone) {
            FIGURES.forEach(
                figure -> metrics.adapter(figure, arm.task(), arm.member(), Double.NaN));
          }
          return gone;
        });
  }

  private void adapter(String task, String member, ServingVersion served) {
    shown.add(new Shown(task, member));
    metrics.adapter("checkpoint", task, member, (double) served.version());
    Checkpoint checkpoint = served.checkpoint();
    metrics.adapter("edits.seen", task, member, (double) checkpoint.getEditsSeen());
    metrics.adapter(
        "newest.edit.timestamp.seconds",
        task,
        member,
        checkpoint.getNewestEditAt().toEpochMilli() / 1e3);
    metrics.adapter("held.out.edit.cost", task, member, served.heldOutCost());
    metrics.adapter(
        "held.out.charge",
        task,
        member,
        served.prior().plays() > 0 ? served.prior().meanCost() : Double.NaN);
  }

  private void warn(String task, boolean differ, Map<String, Rate> rates) {
    if (!differ) {
      differing.remove(task);
    } else if (differing.add(task)) {
      LOG.atWarn()
          .addKeyValue("task", task)
          .addKeyValue("rates", rates)
          .log("People answer some arms more often than others: their costs may mislead");
    }
  }
}
