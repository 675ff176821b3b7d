package dev.medley.serving.siege;

import dev.medley.serving.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients with a key of their own that chat one after the other; whatever is not 200 has failed.
 */
final class HonestClients {
  private static final int CLIENTS = 4;
  private static final int TOKENS = 32;

  private final int port;
  private final String key;
  private final AtomicInteger failed = new AtomicInteger();

  /** Chats of one while: their latencies in milliseconds, in order. */
  record Seen(List<Double> millis, int failed) {
    double percentile(double share) {
      return millis.isEmpty()
          ? Double.POSITIVE_INFINITY
          : millis.get(Math.min(millis.size() - 1, (int) (share * millis.size())));
    }
  }

  HonestClients(int port, String key) {
    this.port = port;
    this.key = key;
  }

  /** All of them chat until a time of {@link System#nanoTime}. */
  Seen chatUntil(long end) throws InterruptedException {
    failed.set(0);
    List<Double> millis = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Thread thread = new Thread(() -> chat(end, millis), "honest-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return new Seen(millis.stream().sorted().toList(), failed.get());
  }

  private void chat(long end, List<Double> millis) {
    Client client = new Client(port).withKey(key);
    while (System.nanoTime() < end) {
      double took = chatOnce(client);
      synchronized (millis) {
        millis.add(took);
      }
    }
  }

  /** Milliseconds of one chat. */
  double chatOnce(Client client) {
    long begin = System.nanoTime();
    try {
      if (client.chat("email", "Write a note to Mira about the meeting.", TOKENS).status() != 200) {
        failed.incrementAndGet();
      }
    } catch (Exception e) {
      failed.incrementAndGet();
    }
    return (System.nanoTime() - begin) / 1e6;
  }
}
