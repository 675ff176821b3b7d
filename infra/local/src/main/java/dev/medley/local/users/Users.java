package dev.medley.local.users;

import dev.medley.lab.users.Reaction;
import dev.medley.lab.users.SimulatedUser;
import dev.medley.lab.users.Situation;
import dev.medley.local.terminal.Console;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Simulated users who ask, read, and edit through the gateway, each task at its own pace. */
public final class Users implements AutoCloseable {
  /** Most tokens of a response, for the served adapters and for the base that they are held to. */
  static final int RESPONSE_TOKENS = 192;

  private static final int THREADS_PER_TASK = 4;
  private static final long THINK_MILLIS = 200;
  private static final long AFTER_FAILURE_MILLIS = 1000;
  private static final long STOP_WITHIN_MILLIS = 8000;

  private final GatewayClient gateway;
  private final EditLog log;
  private final Console console;
  private final LongAdder failed = new LongAdder();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  public Users(GatewayClient gateway, EditLog log, Console console) {
    this.gateway = gateway;
    this.log = log;
    this.console = console;
  }

  /**
   * Lets the users begin.
   *
   * @param editsPerSecond of all of them together
   */
  public void start(List<SimulatedUser> users, double editsPerSecond) {
    for (SimulatedUser user : users) {
      Pace pace = new Pace(editsPerSecond / users.size());
      for (int i = 0; i < THREADS_PER_TASK; i++) {
        String name = "%s-user-%d".formatted(user.task(), i);
        Thread thread = new Thread(() -> work(user, pace, name), name);
        thread.setDaemon(true);
        threads.add(thread);
      }
    }
    threads.forEach(Thread::start);
  }

  /** Requests that failed so far; none is tried again. */
  public long failedRequests() {
    return failed.sum();
  }

  private void work(SimulatedUser user, Pace pace, String name) {
    try {
      while (!stopping) {
        pace.await();
        if (!stopping) {
          turn(user, name);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(SimulatedUser user, String name) throws InterruptedException {
    try {
      Situation situation;
      // A simulated user has one random state and several threads.
      synchronized (user) {
        situation = user.next();
      }
      long begin = System.nanoTime();
      GatewayClient.Reply reply =
          gateway.chat(user.task(), situation.messages(), name, RESPONSE_TOKENS);
      long responseMillis = (System.nanoTime() - begin) / 1_000_000;
      Thread.sleep(THINK_MILLIS);
      Reaction reaction = user.react(situation, reply.text());
      String action = reaction.action().name().toLowerCase(Locale.ROOT);
      gateway.edit(reply.id(), action, reaction.text(), name);
      EditFigures figures =
          new EditFigures(
              Instant.now(),
              user.task(),
              reply.member(),
              reply.checkpoint(),
              action,
              EditWorth.of(reply.text(), reaction),
              reaction.facts(),
              reaction.words(),
              responseMillis);
      log.add(new Turn(figures, user, situation));
    } catch (GatewayClient.FailedRequestException e) {
      failed.increment();
      console.say("A request failed: " + e.getMessage());
      Thread.sleep(AFTER_FAILURE_MILLIS);
    }
  }

  /** Lets everybody end the turn they are in; who takes too long is interrupted. */
  @Override
  public void close() {
    stopping = true;
    long deadline = System.currentTimeMillis() + STOP_WITHIN_MILLIS;
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, deadline - System.currentTimeMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.forEach(Thread::interrupt);
  }
}
