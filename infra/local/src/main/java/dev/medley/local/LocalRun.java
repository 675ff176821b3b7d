package dev.medley.local;

import dev.medley.kafka.Cluster;
import dev.medley.local.processes.Broker;
import dev.medley.local.processes.Parts;
import dev.medley.local.processes.Supervisor;
import dev.medley.local.settings.DataFolder;
import dev.medley.local.settings.Settings;
import dev.medley.local.terminal.Console;
import dev.medley.local.terminal.UserErrorException;
import dev.medley.local.users.EditLog;
import dev.medley.local.users.GatewayClient;
import dev.medley.standalone.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run from the first port that is checked to the last process that is stopped. */
final class LocalRun {
  private final Settings settings;
  private final Console console;
  private final Supervisor supervisor;
  private final Cluster kafka;
  private final GatewayClient gateway;
  private volatile Session session;
  private boolean stopped;

  LocalRun(Settings settings, Console console) {
    this.settings = settings;
    this.console = console;
    this.supervisor = new Supervisor(console, settings.maxRestarts());
    this.kafka = new Cluster(settings.bootstrapServers(), settings.registryUrl(), "");
    this.gateway = new GatewayClient(settings.gatewayUrl());
  }

  /** Runs to the end; gives the exit code. */
  int run() {
    requireModel();
    try (DataFolder folder = DataFolder.open(settings.data());
        EditLog log = openLog()) {
      // Once the folder is its own: another run on it is named, and not its ports.
      requirePorts();
      Thread hook = new Thread(this::stop, "medley-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return run(folder, log);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      } finally {
        stop();
      }
    }
  }

  private int run(DataFolder folder, EditLog log) throws InterruptedException {
    startParts();
    try (Session started = session(folder, log)) {
      session = started;
      watch(folder);
      session.endEdits();
      session.settle(() -> failIfDead(TimeUnit.SECONDS.toNanos(1)));
    }
    stop();
    console.say(session.summary());
    return 0;
  }

  private Session session(DataFolder folder, EditLog log) {
    return settings
        .simulated()
        .<Session>map(
            users ->
                new SimulatedSession(
                    settings, users, folder.nextRun(), log, gateway, kafka, console))
        .orElseGet(() -> new OwnSession(settings, gateway, kafka, console));
  }

  private void requireModel() {
    if (!Files.exists(settings.model().resolve("config.json"))) {
      throw new UserErrorException(
          "%s is no base model: it has no config.json; choose another --model"
              .formatted(settings.model()));
    }
  }

  private void requirePorts() {
    Settings.TcpPorts ports = settings.ports();
    Ports.requireFree(ports.gateway(), "the gateway (--port)");
    Ports.requireFree(ports.broker(), "Kafka (--broker-port)");
    Ports.requireFree(ports.registry(), "the schema registry (--registry-port)");
    Ports.requireFree(
        ports.feedbackMetrics(), "the feedback job's metrics (--feedback-metrics-port)");
    if (settings.train()) {
      Ports.requireFree(ports.trainerMetrics(), "the trainer's metrics (--trainer-metrics-port)");
    }
  }

  private EditLog openLog() {
    try {
      return EditLog.open(settings.data().resolve("edits.jsonl"));
    } catch (IOException e) {
      throw new UserErrorException(
          "Cannot write in %s (%s): choose another --data".formatted(settings.data(), e), e);
    }
  }

  private void startParts() {
    Parts parts = new Parts(settings);
    Broker broker = new Broker(kafka);
    supervisor.start(parts.broker(broker::answers));
    int created = broker.createTopics(settings.partitions()).size();
    console.say("%-9s %s".formatted("topics", created == 0 ? "are there" : created + " created"));
    supervisor.start(parts.registry());
    supervisor.start(parts.feedback());
    if (settings.train()) {
      supervisor.start(parts.trainer());
    }
    supervisor.start(parts.serving());
  }

  private void watch(DataFolder folder) throws InterruptedException {
    long begin = System.nanoTime();
    long ticks = 0;
    while (settings.duration().isEmpty()
        || System.nanoTime() - begin < settings.duration().get().toNanos()) {
      folder.requireRoom();
      session.tick();
      ticks++;
      failIfDead(Math.max(1, begin + ticks * 1_000_000_000L - System.nanoTime()));
    }
    console.keepBlock();
  }

  private void failIfDead(long waitNanos) throws InterruptedException {
    try {
      String line = supervisor.failure().get(waitNanos, TimeUnit.NANOSECONDS);
      console.keepBlock();
      throw new UserErrorException(line);
    } catch (TimeoutException e) {
      // Nobody died meanwhile.
    } catch (ExecutionException e) {
      throw new IllegalStateException("Watching the parts failed", e);
    }
  }

  /** Stops users, then the parts in order; again, it waits until that is done. */
  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    // The registry has a shutdown hook of its own, so it may end before its turn.
    supervisor.expectExits();
    console.keepBlock();
    if (session != null) {
      session.endEdits();
    }
    supervisor.close();
    console.say("everything has stopped");
  }
}
