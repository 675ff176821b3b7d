package dev.medley.learner.proofs.many;

import static dev.medley.learner.proofs.many.Bench.say;

import dev.medley.kafka.Cluster;
import dev.medley.learner.proofs.BuiltLearner;
import dev.medley.learner.proofs.Scrape;
import dev.medley.learner.settings.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Edits that come unevenly for a while, with one trainer.
 *
 * @param perSecond edits of all tasks
 */
record LiveTraffic(Bench bench, double perSecond, Duration length) {
  private static final double STARVED_SECONDS = 60;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
  private static final Duration LAG_IS_OLD = Duration.ofSeconds(6);

  /** What the trainer said at a time of the seconds for which own labels of members wait. */
  private record Told(Instant at, Map<String, Double> lags) {}

  /**
   * What came of it.
   *
   * @param starved members with a label that waited for over a minute, by the log or by the trainer
   * @param starvedByLog by labels and journal
   * @param starvedByTrainer by its metric
   * @param longestWait of a label, in seconds
   * @param lagOffBy the most seconds by which the trainer's metric was beside the log
   */
  record Found(
      long edits,
      double labelsPerSecond,
      long starved,
      long starvedByLog,
      long starvedByTrainer,
      double longestWait,
      double lagOffBy,
      double decodesPerLabel,
      double residentMiB,
      Load.Processors load) {}

  Found run(Cluster kafka, BuiltLearner trainer, Edits edits) throws Exception {
    Load load = Load.beside(trainer.pid());
    Scrape first = trainer.scrape();
    List<Told> told = new ArrayList<>();
    Thread writer = new Thread(() -> write(edits), "edits");
    Instant began = Instant.now();
    writer.start();
    Instant end = began.plus(length);
    while (Instant.now().isBefore(end)) {
      Thread.sleep(LOOK_EVERY.toMillis());
      told.add(look(trainer));
      if (told.size() % 10 == 0) {
        say("live: %d edits, %s", edits.edits(), text(told.get(told.size() - 1)));
      }
    }
    writer.join();
    Load.Processors processors = load.soFar();
    List<WrittenLabel> labels = edits.written();
    Waits waits = Waits.awaitLearnt(kafka, bench.members(), labels);
    Scrape last = trainer.scrape();
    double decoded = more("medley_trainer_labels_decoded_total", first, last);
    double read = more("medley_trainer_labels_read_total", first, last);
    Map<MemberId, Double> longest = waits.longest(end);
    List<MemberId> byLog =
        bench.members().stream().filter(id -> longest.get(id) > STARVED_SECONDS).toList();
    List<MemberId> byTrainer =
        bench.members().stream()
            .filter(id -> told.stream().anyMatch(t -> lag(t, id) > STARVED_SECONDS))
            .toList();
    say("live: %s", processors);
    say("live: %d labels written, %.0f read, %.0f decoded", labels.size(), read, decoded);
    longest.entrySet().stream()
        .sorted(Map.Entry.<MemberId, Double>comparingByValue().reversed())
        .limit(8)
        .forEach(e -> say("live: a label waited %6.1f s for %s", e.getValue(), e.getKey()));
    return new Found(
        edits.edits(),
        waits.learnt(end) / (double) length.toSeconds(),
        bench.members().stream().filter(id -> byLog.contains(id) || byTrainer.contains(id)).count(),
        byLog.size(),
        byTrainer.size(),
        longest.values().stream().mapToDouble(Double::doubleValue).max().orElse(0),
        offBy(waits, told),
        decoded / Math.max(1, labels.size()),
        Load.residentMiB(trainer.pid()),
        processors);
  }

  private void write(Edits edits) {
    Traffic traffic = new Traffic(bench.names().size(), 2);
    long began = System.nanoTime();
    double next = traffic.gap(perSecond);
    try {
      while (next < length.toSeconds()) {
        long now = (System.nanoTime() - began) / 1_000_000;
        Thread.sleep(Math.max(0, (long) (next * 1000) - now));
        edits.write(bench.names().get(traffic.next()));
        next += traffic.gap(perSecond);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Told look(BuiltLearner trainer) throws Exception {
    Scrape scrape = trainer.scrape();
    return new Told(Instant.now(), scrape.byMember("medley_trainer_lag_seconds"));
  }

  private static double more(String metric, Scrape first, Scrape last) {
    return last.sum(metric) - first.sum(metric);
  }

  /** NaN where the trainer did not know it. */
  private static double lag(Told told, MemberId id) {
    return told.lags().getOrDefault(id.key(), Double.NaN);
  }

  private static String text(Told told) {
    return "%d members wait, the longest for %.0f s"
        .formatted(
            told.lags().values().stream().filter(lag -> lag > 0).count(),
            told.lags().values().stream().mapToDouble(Double::doubleValue).max().orElse(0));
  }

  /** A metric is of some seconds before it is asked for: the log of all of them will do. */
  private double offBy(Waits waits, List<Told> told) {
    double most = 0;
    long unknown = 0;
    for (Told one : told) {
      for (MemberId id : bench.members()) {
        double low = Double.MAX_VALUE;
        double high = 0;
        for (Duration ago = Duration.ZERO;
            ago.compareTo(LAG_IS_OLD) <= 0;
            ago = ago.plusSeconds(1)) {
          double lag = waits.lag(id, one.at().minus(ago));
          double now = lag == 0 ? 0 : lag + ago.toSeconds();
          low = Math.min(low, now);
          high = Math.max(high, now);
        }
        double said = lag(one, id);
        unknown += Double.isNaN(said) ? 1 : 0;
        most = Double.isNaN(said) ? most : Math.max(most, Math.max(said - high, low - said));
      }
    }
    say(
        "live: of %d answers about lag, %d knew none",
        told.size() * (long) bench.members().size(), unknown);
    return most;
  }
}
