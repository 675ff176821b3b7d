package dev.medley.serving;

import dev.medley.serving.Client.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * What clients, each of which waits for an answer before it asks again, have seen of a node.
 *
 * @param latencies of the answers with success, in milliseconds
 * @param failed answers without success
 */
record Load(List<Double> latencies, int failed, double seconds) {
  static final Load NONE = new Load(List.of(), 0, 0);

  /** One user's mail. */
  static final String TEXT =
      "Write a short e-mail to Anna that the meeting on Monday moves to Tuesday at 14:30.";

  static Load during(Client client, String model, int clients, int tokens, Duration time)
      throws Exception {
    long end = System.nanoTime() + time.toNanos();
    return until(client, model, clients, tokens, () -> System.nanoTime() > end);
  }

  static Load until(Client client, String model, int clients, int tokens, BooleanSupplier done)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    long start = System.nanoTime();
    try {
      Callable<Load> user = () -> ask(client, model, tokens, done);
      Load all = NONE;
      for (Future<Load> each : threads.invokeAll(Collections.nCopies(clients, user))) {
        all = all.and(each.get());
      }
      return new Load(all.latencies(), all.failed(), (System.nanoTime() - start) / 1e9);
    } finally {
      threads.shutdown();
    }
  }

  private static Load ask(Client client, String model, int tokens, BooleanSupplier done)
      throws Exception {
    List<Double> latencies = new ArrayList<>();
    int failed = 0;
    while (!done.getAsBoolean()) {
      OptionalDouble millis = once(client, model, tokens);
      millis.ifPresent(latencies::add);
      failed += millis.isPresent() ? 0 : 1;
    }
    return new Load(latencies, failed, 0);
  }

  /** The milliseconds of one request; empty where it failed. */
  static OptionalDouble once(Client client, String model, int tokens) throws Exception {
    long start = System.nanoTime();
    Answer answer = client.chat(model, TEXT, tokens);
    double millis = (System.nanoTime() - start) / 1e6;
    return answer.status() == 200 ? OptionalDouble.of(millis) : OptionalDouble.empty();
  }

  Load and(Load other) {
    return new Load(
        joined(latencies, other.latencies), failed + other.failed, seconds + other.seconds);
  }

  private static List<Double> joined(List<Double> a, List<Double> b) {
    List<Double> both = new ArrayList<>(a);
    both.addAll(b);
    return both;
  }

  double perSecond() {
    return latencies.size() / seconds;
  }

  /** The smallest figure that a share of all do not exceed. */
  static double quantile(List<Double> figures, double share) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
