package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;

/** Stops a trainer where it hurts: while it has a transaction open. */
public final class OpenTransactions implements AutoCloseable {
  private final Admin admin;
  private final String trainers;

  public OpenTransactions(Cluster cluster) {
    this.admin = Admin.create(cluster.client());
    this.trainers = cluster.prefix() + "medley-trainer-";
  }

  /**
   * Stops a trainer in a transaction, and returns once the broker has given that up.
   *
   * @return whether one was open, so that it was given up
   */
  public boolean outstay(LiveTrainer trainer, Duration findWithin, Duration givenUpWithin)
      throws Exception {
    long deadline = System.nanoTime() + findWithin.toNanos();
    while (System.nanoTime() < deadline) {
      if (open()) {
        trainer.pause();
        // Its commit may have been on its way.
        Thread.sleep(200);
        if (open()) {
          Patience.until("the transaction is given up", givenUpWithin, () -> !open());
          return true;
        }
        trainer.resume();
      }
    }
    trainer.pause();
    Thread.sleep(givenUpWithin.toMillis());
    return false;
  }

  private boolean open() throws ExecutionException, InterruptedException {
    ListTransactionsOptions ongoing =
        new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
    return admin.listTransactions(ongoing).all().get().stream()
        .anyMatch(found -> found.transactionalId().startsWith(trainers));
  }

  @Override
  public void close() {
    admin.close();
  }
}
