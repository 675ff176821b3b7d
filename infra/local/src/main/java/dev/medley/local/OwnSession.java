package dev.medley.local;

import dev.medley.kafka.Cluster;
import dev.medley.local.settings.Settings;
import dev.medley.local.status.Arms;
import dev.medley.local.status.KafkaGauges;
import dev.medley.local.status.MemberStates;
import dev.medley.local.status.NextStep;
import dev.medley.local.status.OwnMonitor;
import dev.medley.local.terminal.Console;
import dev.medley.local.users.GatewayClient;
import dev.medley.schemas.Topic;
import java.util.Set;

/** Nobody edits but whoever sends edits to the gateway. */
final class OwnSession implements Session {
  private final KafkaGauges gauges;
  private final MemberStates members;
  private final OwnMonitor monitor;

  OwnSession(Settings settings, GatewayClient gateway, Cluster kafka, Console console) {
    this.gauges = new KafkaGauges(kafka, Set.of(Topic.EDITS, Topic.COST));
    this.members = new MemberStates(kafka, settings.tasks());
    NextStep next =
        new NextStep(
            settings.gatewayUrl(), settings.tasks(), settings.train(), settings.patience());
    this.monitor =
        new OwnMonitor(new Arms(settings.tasks(), gateway), gauges, members, next, console);
    console.say(
        "%s; nobody edits here but you, %s"
            .formatted(settings.addresses(), String.join(" and ", settings.tasks())));
  }

  @Override
  public void tick() throws InterruptedException {
    monitor.tick();
  }

  @Override
  public void endEdits() {
    // Nobody was started.
  }

  @Override
  public void settle(Second second) {
    // What is on Kafka is learnt at the next start.
  }

  @Override
  public void close() {
    members.close();
    gauges.close();
  }

  @Override
  public String summary() {
    return monitor.toJson();
  }
}
