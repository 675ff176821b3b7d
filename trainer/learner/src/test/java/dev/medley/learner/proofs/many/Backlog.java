package dev.medley.learner.proofs.many;

import static dev.medley.learner.proofs.many.Bench.say;

import dev.medley.kafka.Cluster;
import dev.medley.learner.proofs.BuiltLearner;
import dev.medley.learner.proofs.Scrape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast members get through labels that wait: as many of each task, so that each member has some
 * to do all the time; those of sft first alone, then again beside the others, for as many times
 * longer as there are kinds: each of them then has had as much time, so that as many of them let
 * their gates look.
 *
 * @param labels of each task on each topic
 * @param seconds beside the others
 */
record Backlog(Bench bench, int labels, int seconds) {
  private static final String ALONE = "alone";

  /** Of the time, until the code is compiled. */
  private static final double WARM_UP = 1 / 6.0;

  /**
   * What came of it.
   *
   * @param alone sft's labels a second with the whole of the time
   * @param shared sft's with a quarter of it, over as much time of its own
   * @param beside labels a second by kind, when all share it, once rl takes its slow steps
   * @param ofProcessor what the trainer had of a processor beside each other, over what it had
   *     alone: 1 on a quiet machine
   */
  record Found(
      double alone,
      double shared,
      Map<String, Double> beside,
      double ofProcessor,
      double residentMiB) {
    double perSecond() {
      return beside.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Beside the others, of what a quarter of the time gives alone. */
    double sftShare() {
      return shared / (alone / Bench.KINDS.size());
    }

    /** The same of what a quarter of the processor's time gives, where others disturb it. */
    double sftShareOfProcessor() {
      return sftShare() / ofProcessor;
    }

    /** Edits a second with which the slowest kind keeps up. */
    double editsPerSecond() {
      return beside.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
  }

  Found measure(Cluster kafka) throws Exception {
    try (Edits edits = new Edits(kafka, 1)) {
      for (int i = 0; i < labels; i++) {
        bench.names().forEach(edits::write);
      }
      say("backlog: %d edits of %d tasks are written", edits.edits(), bench.names().size());
      edits.written();
    }
    Rates alone = rates(kafka, List.of(ALONE), ALONE + "=sft", seconds / Bench.KINDS.size());
    Rates beside = rates(kafka, Bench.KINDS, String.join(",", Bench.KINDS), seconds);
    Found found =
        new Found(
            alone.whole().get(ALONE),
            beside.whole().get("sft"),
            beside.late(),
            beside.processors() / alone.processors(),
            beside.residentMiB());
    if (found.editsPerSecond() == 0) {
      throw new IllegalStateException(
          "A kind learnt nothing beside the others: give --backlog-seconds more than " + seconds);
    }
    found
        .beside()
        .forEach((kind, rate) -> say("backlog: %-5s %7.2f labels/s beside the others", kind, rate));
    say(
        "backlog: sft   %7.2f labels/s alone, %.2f in as much time of its own: %.2f of a quarter",
        found.alone(), found.shared(), found.sftShare());
    return found;
  }

  /**
   * Labels a second by name.
   *
   * @param whole since the warm-up
   * @param late once each rl member has taught its cost model, or half of the time is over
   */
  private record Rates(
      Map<String, Double> whole, Map<String, Double> late, double processors, double residentMiB) {}

  private record Sample(double at, Map<String, Double> learnt) {
    Map<String, Double> perSecondSince(Sample before) {
      Map<String, Double> rates = new LinkedHashMap<>();
      learnt.forEach(
          (name, all) -> rates.put(name, (all - before.learnt.get(name)) / (at - before.at)));
      return rates;
    }
  }

  private Rates rates(Cluster kafka, List<String> names, String members, int seconds)
      throws Exception {
    String log = "backlog-" + names.get(0);
    try (BuiltLearner trainer = bench.start(kafka, log, members)) {
      double ready = trainer.awaitReady();
      long began = System.nanoTime();
      Thread.sleep(Math.round(seconds * WARM_UP * 1000));
      Load load = Load.beside(trainer.pid());
      Sample warm = sample(trainer, names, began);
      Sample slow = warm;
      boolean teaching = names.contains("rl");
      Sample end = warm;
      // Only while all have something to do.
      while (end.at() < seconds && !anyIsThrough(end.learnt())) {
        Thread.sleep(1000);
        end = sample(trainer, names, began);
        if (teaching && end.at() < seconds / 2.0) {
          teaching = beforeSteps(trainer.scrape()) > 0;
          slow = end;
        }
      }
      Load.Processors processors = load.soFar();
      Scrape last = trainer.scrape();
      say(
          "%s: since it began, %.0f labels were read and %.0f times one was decoded",
          log,
          last.sum("medley_trainer_labels_read_total"),
          last.sum("medley_trainer_labels_decoded_total"));
      say("%s: open after %.1f s", log, ready);
      if (teaching) {
        say("%s: %d rl members only taught their cost models", log, beforeSteps(last));
      }
      say("%s: %.0f s, %s", log, end.at() - warm.at(), processors);
      return new Rates(
          end.perSecondSince(warm),
          end.perSecondSince(slow),
          processors.trainer(),
          Load.residentMiB(trainer.pid()));
    }
  }

  private static Sample sample(BuiltLearner trainer, List<String> names, long began)
      throws Exception {
    Map<String, Double> learnt = learnt(trainer.scrape(), names);
    return new Sample((System.nanoTime() - began) / 1e9, learnt);
  }

  private static long beforeSteps(Scrape scrape) {
    return scrape.byMember("medley_trainer_steps").entrySet().stream()
        .filter(steps -> steps.getKey().endsWith("/rl") && steps.getValue() == 0)
        .count();
  }

  private boolean anyIsThrough(Map<String, Double> learnt) {
    double most = 0.9 * labels * bench.names().size();
    return learnt.values().stream().anyMatch(all -> all >= most);
  }

  private static Map<String, Double> learnt(Scrape scrape, List<String> names) {
    Map<String, Double> learnt = new LinkedHashMap<>();
    for (String name : names) {
      learnt.put(name, scrape.sum("medley_trainer_labels_total", "member=\"%s\"".formatted(name)));
    }
    return learnt;
  }
}
