package dev.medley.serving.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What an operator sees of the adapters on a node's disk and in its memory. */
public final class AdapterMetrics {
  private static final List<Duration> STAGE_BUCKETS =
      Stream.of(100, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
          .map(Duration::ofMillis)
          .toList();

  private static final List<Duration> LOAD_BUCKETS =
      Stream.of(5, 10, 25, 50, 100, 200, 300, 500, 1_000, 2_500, 5_000, 10_000)
          .map(Duration::ofMillis)
          .toList();

  private final ServingMetrics metrics;
  private final MeterRegistry registry;
  private final Timer loads;
  private final Timer waits;
  private final Counter fallbacks;
  private final Counter failures;

  public AdapterMetrics(ServingMetrics metrics) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.registry = metrics.registry();
    this.loads =
        timer("medley.adapter.load", "What it took to bring an adapter from disk into memory.");
    this.waits =
        timer(
            "medley.adapter.cold.wait",
            "What requests waited whose arm's adapter was not in memory.");
    this.fallbacks =
        Counter.builder("medley.adapter.cold.fallbacks")
            .description(
                "Responses of the base, as the chosen arm's adapter was not there in time.")
            .register(registry);
    this.failures =
        Counter.builder("medley.adapter.load.failures")
            .description(
                "Loads that failed for another reason than the adapter, to be tried again.")
            .register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(LOAD_BUCKETS.toArray(Duration[]::new))
        .register(registry);
  }

  /** Shows what is where, as it is asked for. */
  public void watch(
      Supplier<Number> onDisk,
      Supplier<Number> resident,
      Supplier<Number> open,
      Supplier<Number> bytes,
      long mostBytes) {
    metrics.gauge("medley.adapters", "Adapters in memory, draining ones among them.", open);
    metrics.gauge("medley.adapters.on.disk", "Members that this node can answer by.", onDisk);
    metrics.gauge("medley.adapters.resident", "Members whose adapter is in memory.", resident);
    metrics.gauge("medley.adapters.resident.bytes", "Memory that adapters take.", bytes);
    metrics.gauge("medley.adapters.budget.bytes", "Most that they may take.", () -> mostBytes);
  }

  /** Counts the adapters that had to leave memory for others. */
  public void evictions(Supplier<Number> evicted) {
    FunctionCounter.builder("medley.adapter.evictions", this, self -> evicted.get().doubleValue())
        .description("Adapters that left memory to make room for others.")
        .register(registry);
  }

  public void swapped(String task, String member) {
    registry.counter("medley.adapter.swaps", "task", task, "member", member).increment();
  }

  /** How long a checkpoint took from its commit until it served here. */
  public void publishedToServed(String task, String member, Duration took) {
    Timer.builder("medley.adapter.publish.to.served")
        .tags("task", task, "member", member)
        .serviceLevelObjectives(STAGE_BUCKETS.toArray(Duration[]::new))
        .register(registry)
        .record(took.isNegative() ? Duration.ZERO : took);
  }

  /** An adapter came from disk into memory. */
  public void loaded(Duration took) {
    loads.record(took);
  }

  /** An adapter could not be loaded for now. */
  public void loadFailed() {
    failures.increment();
  }

  /** A request wanted an adapter that was not in memory. */
  public void waited(Duration took) {
    waits.record(took);
  }

  /** The base responded in the chosen arm's place. */
  public void fellBack() {
    fallbacks.increment();
  }
}
