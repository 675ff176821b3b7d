package dev.medley.learner.seats;

import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.gate.Rule;
import dev.medley.learner.member.Member;
import dev.medley.learner.member.MemberFigures;
import dev.medley.learner.memory.LabelMemory;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.telemetry.StageTimes;
import dev.medley.schemas.MemberState;
import dev.medley.schemas.RegistryTrouble;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What members are doing, for Prometheus. States and lags are as they are when it is asked; what a
 * member's learning came to is updated by the training thread.
 */
public final class TrainerMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, Double> values = new ConcurrentHashMap<>();

  public TrainerMetrics() {
    for (RegistryTrouble trouble : RegistryTrouble.values()) {
      FunctionCounter.builder("medley.trainer.registry.unavailable", trouble, RegistryTrouble::met)
          .tag("trouble", trouble.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  /** What is the process's own. */
  void process(LabelFeeds feeds, Roster roster) {
    FunctionCounter.builder("medley.trainer.labels.read", feeds, LabelFeeds::read)
        .register(registry);
    FunctionCounter.builder("medley.trainer.labels.decoded", feeds, LabelFeeds::decoded)
        .register(registry);
    Gauge.builder("medley.trainer.tasks.left.out", roster, Roster::leftOut).register(registry);
  }

  /** A member, whose state and lag are asked for when they are wanted. */
  void add(Seat seat, Supplier<Optional<LagMonitor.Lag>> lag) {
    MemberId id = seat.id();
    for (MemberState state : MemberState.values()) {
      if (state != MemberState.UNKNOWN) {
        Gauge.builder("medley.trainer.member.state", () -> seat.state() == state ? 1 : 0)
            .tags(tags(id).and("state", state.name().toLowerCase(Locale.ROOT)))
            .register(registry);
      }
    }
    lag(id, "lag", lag, LagMonitor.Lag::labels);
    lag(id, "lag.seconds", lag, LagMonitor.Lag::seconds);
    lag(id, "lag.age.seconds", lag, LagMonitor.Lag::ageSeconds);
    lag(id, "eta.seconds", lag, LagMonitor.Lag::etaSeconds);
    lag(id, "labels.per.second", lag, LagMonitor.Lag::perSecond);
    seat.figures().measure(new StageTimes(registry, tags(id)));
    update(seat);
  }

  private void lag(
      MemberId id,
      String name,
      Supplier<Optional<LagMonitor.Lag>> lag,
      ToDoubleFunction<LagMonitor.Lag> figure) {
    Gauge.builder(
            "medley.trainer." + name, () -> lag.get().map(figure::applyAsDouble).orElse(Double.NaN))
        .tags(tags(id))
        .register(registry);
  }

  /** Takes a member's figures over; those of its loss and of the gate under TRL's names. */
  void update(Seat seat) {
    MemberFigures figures = seat.figures();
    MemberId id = seat.id();
    counter(id, "reopened", Tags.empty(), seat.reopened());
    counter(id, "checkpoints.refused", Tags.empty(), figures.refusals());
    for (Rule rule : Rule.values()) {
      long broken = figures.heldBackBy().getOrDefault(rule, 0L);
      counter(id, "checkpoints.held.back", Tags.of("rule", rule.toString()), broken);
    }
    counter(id, "checkpoints.unpublishable", Tags.empty(), figures.unpublishable());
    counter(id, "returns", Tags.empty(), figures.returns());
    counter(id, "labels.skipped", Tags.empty(), figures.skippedLabels());
    counter(id, "labels.lost", Tags.empty(), figures.lostLabels());
    gauge(id, "edits.seen", (double) seat.view().editsSeen());
    gauge(id, "steps", (double) seat.view().steps());
    gauge(id, "checkpoint", (double) seat.view().version());
    seat.member().ifPresent(this::update);
  }

  private void update(Member member) {
    MemberModel model = member.model();
    MemberFigures figures = member.figures();
    MemberId id = member.id();
    // 0 before its first label.
    gauge(id, "newest.edit.timestamp.seconds", model.memory().newestEditAt().toEpochMilli() / 1e3);
    gauge(id, "redo.seconds", member.toRedo().toMillis() / 1e3);
    gauge(id, "refused.in.a.row", member.refusedInARow());
    gauge(id, "learning_rate", model.learningRate());
    gauge(id, "learning_rate.factor", model.rateFactor().value());
    gauge(id, "loss", figures.newest().loss());
    figures.newest().metrics().forEach((name, value) -> gauge(id, name, value));
    figures.heldOut().forEach((name, value) -> gauge(id, name, value));
    counter(id, "steps.skipped", Tags.empty(), model.skippedSteps());
    counter(id, "labels.unreadable", Tags.empty(), member.unreadable());
    Map<LabelMemory.Fate, Long> fates = model.memory().fates();
    for (LabelMemory.Fate fate : LabelMemory.Fate.values()) {
      Tags tags = Tags.of("fate", fate.name().toLowerCase(Locale.ROOT));
      counter(id, "labels", tags, fates.getOrDefault(fate, 0L));
    }
  }

  /** What an operator sees, in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  private void gauge(MemberId id, String name, double value) {
    String key = id + " " + name;
    if (values.put(key, value) == null) {
      Gauge.builder("medley.trainer." + name.replace('/', '.'), () -> values.get(key))
          .tags(tags(id))
          .register(registry);
    }
  }

  private void counter(MemberId id, String name, Tags more, long value) {
    String key = id + " " + name + " " + more;
    if (values.put(key, (double) value) == null) {
      FunctionCounter.builder("medley.trainer." + name, values, found -> found.get(key))
          .tags(tags(id).and(more))
          .register(registry);
    }
  }

  private static Tags tags(MemberId id) {
    return Tags.of("task", id.task(), "member", id.name());
  }

  @Override
  public void close() {
    registry.close();
  }
}
