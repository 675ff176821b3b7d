package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.serving.chat.Chat;
import dev.medley.serving.console.Console;
import dev.medley.serving.console.ConsoleOptions;
import dev.medley.serving.events.EventLog;
import dev.medley.serving.gateway.Endpoint;
import dev.medley.serving.gateway.Gateway;
import dev.medley.serving.gateway.Readiness;
import dev.medley.serving.generation.Adapters;
import dev.medley.serving.generation.Backend;
import dev.medley.serving.generation.Faults;
import dev.medley.serving.generation.ServingVersion;
import dev.medley.serving.generation.local.LocalBackend;
import dev.medley.serving.generation.vllm.VllmBackend;
import dev.medley.serving.metrics.AdapterMetrics;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.serving.routing.Router;
import dev.medley.serving.statistics.Skipped;
import dev.medley.serving.statistics.Statistics;
import dev.medley.subscriber.CheckpointSubscriber;
import dev.medley.subscriber.PeftCheckpoint;
import dev.medley.subscriber.SubscriberSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole serving node: its parts, started in order and stopped in reverse. */
public final class ServingNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServingNode.class);
  private static final Duration DRAIN_WITHIN = Duration.ofSeconds(10);
  private static final Duration CUT_WITHIN = Duration.ofSeconds(2);
  private static final long LOOK_MILLIS = 500;

  /** For what does not generate: edits that wait for Kafka, monitors, Jetty's own. */
  private static final int SPARE_THREADS = 160;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Readiness readiness = new Readiness();
  private final AtomicBoolean closed = new AtomicBoolean();
  private Gateway gateway;
  private Backend backend;
  private volatile CheckpointSubscriber subscriber;
  private Adapters adapters;

  private ServingNode() {}

  /** Starts a node; it answers {@code /health/ready} with 200 when it is ready. */
  public static ServingNode start(Cluster kafka, ServingSettings settings) {
    return start(kafka, settings, new ConsoleOptions());
  }

  public static ServingNode start(Cluster kafka, ServingSettings settings, ConsoleOptions console) {
    ServingNode node = new ServingNode();
    try {
      node.open(kafka, settings, console);
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  private void open(Cluster kafka, ServingSettings settings, ConsoleOptions shown) {
    shown.check(settings.host(), settings.guard().isOpen());
    ServingMetrics metrics = new ServingMetrics();
    backend = keep(backend(settings, metrics), Backend::close);
    AdapterMetrics adapterMetrics = new AdapterMetrics(metrics);
    adapters =
        keep(
            new Adapters(
                backend,
                adapterMetrics,
                settings.adapters().memoryBytes(),
                settings.maxQueue(),
                new DiskFaults()),
            Adapters::close);
    EventLog log = keep(new EventLog(kafka), EventLog::close);
    Statistics statistics =
        keep(
            Statistics.start(kafka, settings.data().resolve("statistics"), settings.silence()),
            Statistics::close);
    metrics.gauge(
        "medley.adapters.disk.free.bytes",
        "Room for adapters on this node's disk.",
        () -> settings.data().toFile().getUsableSpace());
    metrics.gauge(
        "medley.clock.ahead.seconds",
        "How far this machine's clock is ahead of the brokers', at the least; 0 until one was"
            + " heard.",
        () -> log.clock().ahead().toMillis() / 1e3);
    metrics.gauge(
        "medley.statistics.lag",
        "Records that the ensemble's statistics wait for.",
        statistics::lag);
    for (Skipped.Reason reason : Skipped.Reason.values()) {
      metrics.count(
          "medley.statistics.skipped",
          "Records that the ensemble's statistics could not count.",
          reason.name().toLowerCase(Locale.ROOT),
          () -> statistics.skipped().count(reason));
    }
    Path folder = adaptersFolder(settings);
    // Every adapter is read and verified when it is loaded.
    SubscriberSettings wanted =
        new SubscriberSettings(folder, backend.baseDigest(), settings.trust().trusted(), false);
    subscriber =
        keep(CheckpointSubscriber.start(kafka, wanted, adapters), CheckpointSubscriber::close);
    metrics.gauge(
        "medley.checkpoints.waiting",
        "Members whose newest checkpoint this node could not fetch yet.",
        subscriber::waiting);
    Router router =
        new Router(
            adapters,
            statistics,
            settings.ensemble(),
            subscriber::control,
            settings.adapters().coldWait(),
            settings.seed());
    Console console = keep(Console.start(kafka, shown, router), Console::close);
    Chat chat =
        new Chat(backend, router, log, metrics, adapterMetrics, settings.timeout(), console::knows);
    AtomicBoolean reachable = new AtomicBoolean();
    readiness.require("backend", backend::ready);
    readiness.require("kafka", reachable::get);
    readiness.require("clock", log.clock()::isRight);
    readiness.require("statistics", statistics::ready);
    readiness.require("checkpoints", () -> subscriber.tried() && subscriber.failure().isEmpty());
    gateway =
        keep(
            new Gateway(
                Endpoints.of(
                    chat,
                    log,
                    router,
                    readiness,
                    () -> backend.alive() && subscriber.failure().isEmpty(),
                    subscriber,
                    metrics,
                    console),
                settings.guard(),
                readiness,
                metrics,
                SPARE_THREADS + settings.maxBatch() + settings.maxQueue()),
            Gateway::close);
    gateway.start(settings.host(), settings.port());
    LOG.atInfo().addKeyValue("port", gateway.port()).log("Serving node listens");
    startThread("log-check", () -> awaitLog(log, reachable));
  }

  /** Nothing is loaded before the subscriber is there. */
  private final class DiskFaults implements Faults {
    @Override
    public void broken(PeftCheckpoint checkpoint) {
      subscriber.fetchAgain(checkpoint);
    }

    @Override
    public void unloadable(PeftCheckpoint checkpoint, RuntimeException why) {
      subscriber.refuse(checkpoint, why);
    }
  }

  /** What closes last was opened first. */
  private <T> T keep(T part, Closer<T> closer) {
    parts.push(() -> closer.close(part));
    return part;
  }

  private interface Closer<T> {
    void close(T part) throws Exception;
  }

  private static Path adaptersFolder(ServingSettings settings) {
    return settings.data().resolve("adapters");
  }

  private static Backend backend(ServingSettings settings, ServingMetrics metrics) {
    return settings
        .vllm()
        .<Backend>map(
            vllm ->
                new VllmBackend(
                    vllm,
                    adaptersFolder(settings),
                    settings.maxBatch() + settings.maxQueue(),
                    metrics))
        .orElseGet(() -> LocalBackend.load(settings.local(), metrics));
  }

  private void awaitLog(EventLog log, AtomicBoolean reachable) {
    try {
      while (!closed.get() && !log.reachable()) {
        Thread.sleep(LOOK_MILLIS);
      }
      reachable.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void startThread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  public List<Endpoint> endpoints() {
    return gateway.endpoints();
  }

  public int port() {
    return gateway.port();
  }

  public boolean ready() {
    return readiness.missing().isEmpty();
  }

  public long refusedCheckpoints() {
    return subscriber.refused();
  }

  /** The version of a member that serves; 0 where none does. */
  public long version(String task, String member) {
    ServingVersion serving = adapters.members(task).get(member);
    return serving == null ? 0 : serving.version();
  }

  /** Adapters that are loaded, draining ones among them. */
  public int openAdapters() {
    return adapters.open();
  }

  /** Takes no more requests, finishes those that run, then stops every part. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    readiness.stop();
    try {
      if (gateway != null) {
        gateway.drain(DRAIN_WITHIN);
        // What still runs ends as cancelled, and is told so.
        backend.cancelAll();
        gateway.drain(CUT_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.atWarn().setCause(e).log("A part did not stop cleanly");
      }
    }
  }
}
