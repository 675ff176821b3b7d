package dev.medley.feedback;

import com.google.errorprone.annotations.FormatMethod;
import dev.medley.feedback.job.RetainedCheckpoints;
import dev.medley.kafka.Cluster;
import dev.medley.testing.BrokerProcess;
import java.time.Duration;
import org.apache.flink.core.fs.Path;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;

/** Kills the task manager and the broker, spread over the traffic. */
final class Disturbance {
  private final Cluster kafka;
  private final BrokerProcess broker;
  private final FlinkCluster cluster;
  private final Path checkpoints;
  private final int writers;
  private int beforeCommit;

  /**
   * Disturbs a job.
   *
   * @param writers how many transactions to the cost topic are open at once while nothing waits
   */
  Disturbance(
      Cluster kafka, BrokerProcess broker, FlinkCluster cluster, Path checkpoints, int writers) {
    this.kafka = kafka;
    this.broker = broker;
    this.cluster = cluster;
    this.checkpoints = checkpoints;
    this.writers = writers;
  }

  /** Kills of the task manager that came between a checkpoint and its transactions' commit. */
  int beforeCommit() {
    return beforeCommit;
  }

  void run(Feeder feeder, long events, int kills, int brokerKills) throws Exception {
    int all = kills + brokerKills;
    feeder.allow(events / (all + 1));
    for (int kill = 0; kill < all; kill++) {
      feeder.await(events * (kill + 1) / (all + 1));
      // Traffic goes on while this kill waits for its moment, but not past the next.
      feeder.allow(events * (kill + 2) / (all + 1));
      boolean ofBroker = brokerKills > 0 && kill % (all / brokerKills) == all / brokerKills / 2;
      if (ofBroker) {
        broker.kill();
        say("%,d records: broker killed", feeder.sent());
        Thread.sleep(1000);
        broker.start();
      } else {
        boolean aimed = kill % 2 == 0 && awaitCheckpoint();
        cluster.killTaskManager();
        boolean caught = aimed && openTransactions() > writers;
        beforeCommit += caught ? 1 : 0;
        say(
            "%,d records: task manager killed%s",
            feeder.sent(), caught ? " between a checkpoint and its commit" : "");
        cluster.startTaskManager();
      }
    }
    feeder.allow(Long.MAX_VALUE);
  }

  /**
   * A writer has one transaction open, and that of a checkpoint beside it until it is committed. So
   * more than writers, just after a checkpoint and long before the next, are of this one.
   */
  private long openTransactions() throws Exception {
    try (Admin admin = Admin.create(kafka.client())) {
      KafkaFuture<Long> open =
          admin
              .listTransactions(new ListTransactionsOptions())
              .all()
              .thenApply(
                  all ->
                      all.stream()
                          .filter(t -> t.transactionalId().startsWith("feedback-cost"))
                          .filter(t -> t.state() == TransactionState.ONGOING)
                          .count());
      return open.get();
    }
  }

  /** Whether a checkpoint became complete just now. */
  private boolean awaitCheckpoint() throws InterruptedException {
    long before = newestCheckpoint();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      if (newestCheckpoint() > before) {
        return true;
      }
      Thread.sleep(1);
    }
    return false;
  }

  private long newestCheckpoint() {
    return RetainedCheckpoints.newest(checkpoints)
        .map(path -> Long.parseLong(path.getName().substring("chk-".length())))
        .orElse(0L);
  }

  @FormatMethod
  private static void say(String message, Object... values) {
    System.out.println(message.formatted(values));
  }
}
