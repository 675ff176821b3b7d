package dev.medley.serving;

import dev.medley.serving.Client.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What clients have seen that chose tasks by Zipf's law, each waiting for an answer before it asked
 * again.
 *
 * @param resident latencies where the arm's adapter was in memory, in milliseconds
 * @param extra what those waited whose adapter was not, and that it answered in the end
 * @param fallbacks answers of the base in a chosen arm's place
 * @param failed answers without success
 */
record ZipfLoad(List<Double> resident, List<Double> extra, int fallbacks, int failed) {
  static final ZipfLoad NONE = new ZipfLoad(List.of(), List.of(), 0, 0);

  /** To choose an arm takes less, and to load an adapter more. */
  private static final double COLD_MILLIS = 2;

  static ZipfLoad during(ColdNode node, int clients, int tokens, Duration time, long seed)
      throws Exception {
    double[] shares = shares(node.tasks());
    long end = System.nanoTime() + time.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Callable<ZipfLoad>> users = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Random random = new Random(seed * clients + i);
        users.add(() -> ask(node.client(), shares, random, tokens, end));
      }
      ZipfLoad all = NONE;
      for (Future<ZipfLoad> user : threads.invokeAll(users)) {
        all = all.and(user.get());
      }
      return all;
    } finally {
      threads.shutdown();
    }
  }

  /** Cumulative, of weights 1, 1/2, 1/3 … */
  private static double[] shares(int tasks) {
    double[] shares = new double[tasks];
    double sum = 0;
    for (int i = 0; i < tasks; i++) {
      sum += 1.0 / (i + 1);
      shares[i] = sum;
    }
    for (int i = 0; i < tasks; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  private static ZipfLoad ask(Client client, double[] shares, Random random, int tokens, long end)
      throws Exception {
    List<Double> resident = new ArrayList<>();
    List<Double> extra = new ArrayList<>();
    int fallbacks = 0;
    int failed = 0;
    while (System.nanoTime() < end) {
      double drawn = random.nextDouble();
      int task = 0;
      while (task < shares.length - 1 && shares[task] < drawn) {
        task++;
      }
      long startedAt = System.nanoTime();
      Answer answer = client.chat(ColdNode.task(task), Load.TEXT, tokens);
      double millis = (System.nanoTime() - startedAt) / 1e6;
      if (answer.status() != 200) {
        failed++;
      } else if (!answer.body().at("/medley/fallback_from").isMissingNode()) {
        fallbacks++;
      } else if (!answer.body().at("/medley/member").asText().equals("base")) {
        double routing = Double.parseDouble(answer.header("x-medley-routing-ms"));
        if (routing < COLD_MILLIS) {
          resident.add(millis);
        } else {
          extra.add(routing);
        }
      }
    }
    return new ZipfLoad(resident, extra, fallbacks, failed);
  }

  ZipfLoad and(ZipfLoad other) {
    return new ZipfLoad(
        joined(resident, other.resident),
        joined(extra, other.extra),
        fallbacks + other.fallbacks,
        failed + other.failed);
  }

  private static List<Double> joined(List<Double> a, List<Double> b) {
    List<Double> both = new ArrayList<>(a);
    both.addAll(b);
    return Collections.unmodifiableList(both);
  }
}
