package dev.medley.local;

import dev.medley.kafka.Cluster;
import dev.medley.local.settings.Settings;
import dev.medley.local.settings.UserOptions;
import dev.medley.local.status.Arms;
import dev.medley.local.status.KafkaGauges;
import dev.medley.local.status.Monitor;
import dev.medley.local.status.Summary;
import dev.medley.local.terminal.Console;
import dev.medley.local.users.EditLog;
import dev.medley.local.users.GatewayClient;
import dev.medley.local.users.Users;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Simulated users edit, and are held to what the base would have cost them. */
final class SimulatedSession implements Session {
  private static final Duration QUIET = Duration.ofSeconds(6);
  private static final Duration AT_MOST = Duration.ofSeconds(15);

  private final Settings settings;
  private final Console console;
  private final EditLog log;
  private final KafkaGauges gauges;
  private final Users users;
  private final Arms arms;
  private final Monitor monitor;

  /** Lets the users begin. */
  SimulatedSession(
      Settings settings,
      Settings.Simulated simulated,
      long run,
      EditLog log,
      GatewayClient gateway,
      Cluster kafka,
      Console console) {
    this.settings = settings;
    this.console = console;
    this.log = log;
    this.gauges = new KafkaGauges(kafka, Set.of());
    this.users = new Users(gateway, log, console);
    this.arms = new Arms(settings.tasks(), gateway);
    this.monitor = new Monitor(arms, gauges, log, users, console);
    console.say(
        "%s; %s users edit now"
            .formatted(settings.addresses(), simulated.strength().name().toLowerCase(Locale.ROOT)));
    users.start(
        UserOptions.users(settings.tasks(), simulated.strength(), settings.seed(), run),
        simulated.rate());
  }

  @Override
  public void tick() throws InterruptedException {
    monitor.tick();
  }

  @Override
  public void endEdits() {
    users.close();
  }

  @Override
  public void settle(Second second) throws InterruptedException {
    console.say("the users have stopped; draining");
    long begin = System.nanoTime();
    long fellAt = begin;
    long least = Long.MAX_VALUE;
    long now = begin;
    // The trainer leaves labels that do not fill a micro-batch, so some lag stays.
    while (now - fellAt < QUIET.toNanos() && now - begin < AT_MOST.toNanos()) {
      second.pass();
      monitor.sampleKafka();
      now = System.nanoTime();
      if (monitor.totalLag() < least) {
        least = monitor.totalLag();
        fellAt = now;
      }
    }
  }

  @Override
  public void close() {
    gauges.close();
  }

  @Override
  public String summary() {
    return Summary.of(
            log, arms, users, OptionalLong.of(gauges.deadLetters()), settings.model(), console)
        .toJson();
  }
}
