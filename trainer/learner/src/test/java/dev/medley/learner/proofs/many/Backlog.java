package dev.medley.learner.proofs.many;

import static dev.medley.learner.proofs.many.Bench.say;

import dev.medley.kafka.Cluster;
import dev.medley.learner.proofs.BuiltLearner;
import dev.medley.learner.proofs.Scrape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast members get through labels that wait: as many of each task, so that each member has some
 * to do all the time; those of sft first alone, then again beside the others.
 *
 * @param labels of each task on each topic
 * @param seconds beside the others; a fifth of them alone
 */
record Backlog(Bench bench, int labels, int seconds) {
  private static final String ALONE = "alone";
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  /**
   * What came of it.
   *
   * @param alone sft's labels a second with the whole of the time
   * @param beside labels a second by kind, when all share it
   * @param ofProcessor what the trainer had of a processor beside each other, over what it had
   *     alone: 1 on a quiet machine
   */
  record Found(double alone, Map<String, Double> beside, double ofProcessor, double residentMiB) {
    double perSecond() {
      return beside.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Beside the others, of what a quarter of the time gives alone. */
    double sftShare() {
      return beside.get("sft") / (alone / Bench.KINDS.size());
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
    Rates alone = rates(kafka, List.of(ALONE), ALONE + "=sft", Duration.ofSeconds(seconds / 5));
    Rates beside =
        rates(kafka, Bench.KINDS, String.join(",", Bench.KINDS), Duration.ofSeconds(seconds));
    Found found =
        new Found(
            alone.perSecond().get(ALONE),
            beside.perSecond(),
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
        "backlog: sft   %7.2f labels/s alone, so that its share is %.2f of a quarter",
        found.alone(), found.sftShare());
    return found;
  }

  private record Rates(Map<String, Double> perSecond, double processors, double residentMiB) {}

  private Rates rates(Cluster kafka, List<String> names, String members, Duration within)
      throws Exception {
    String log = "backlog-" + names.get(0);
    try (BuiltLearner trainer = bench.start(kafka, log, members)) {
      double ready = trainer.awaitReady();
      Duration left = within.minus(warmUp(trainer, names.contains("rl")));
      Load load = Load.beside(trainer.pid());
      Map<String, Double> before = learnt(trainer.scrape(), names);
      long began = System.nanoTime();
      Map<String, Double> after = before;
      double passed = 0;
      // Only while all have something to do.
      while (passed < left.toSeconds() && !anyIsThrough(after)) {
        Thread.sleep(1000);
        after = learnt(trainer.scrape(), names);
        passed = (System.nanoTime() - began) / 1e9;
      }
      Map<String, Double> perSecond = new LinkedHashMap<>();
      for (String name : names) {
        perSecond.put(name, (after.get(name) - before.get(name)) / passed);
      }
      Load.Processors processors = load.soFar();
      Scrape end = trainer.scrape();
      say(
          "%s: since it began, %.0f labels were read and %.0f times one was decoded",
          log,
          end.sum("medley_trainer_labels_read_total"),
          end.sum("medley_trainer_labels_decoded_total"));
      say("%s: open after %.1f s", log, ready);
      say("%s: %.0f s, %s labels, %s", log, passed, text(before, after), processors);
      return new Rates(perSecond, processors.trainer(), Load.residentMiB(trainer.pid()));
    }
  }

  /** An rl member teaches its cost model for some labels before it takes its slow steps. */
  private Duration warmUp(BuiltLearner trainer, boolean rl) throws Exception {
    long began = System.nanoTime();
    Thread.sleep(WARM_UP.toMillis());
    Duration passed = Duration.ZERO;
    long early = rl ? beforeSteps(trainer.scrape()) : 0;
    while (early > 0 && passed.toSeconds() < seconds / 2) {
      Thread.sleep(1000);
      early = beforeSteps(trainer.scrape());
      passed = Duration.ofNanos(System.nanoTime() - began);
    }
    if (rl) {
      say(
          "backlog: after %d s, %d rl members teach their cost models only",
          passed.toSeconds(), early);
    }
    return passed;
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

  private static String text(Map<String, Double> before, Map<String, Double> after) {
    StringBuilder text = new StringBuilder();
    after.forEach(
        (name, all) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%s %.0f", name, all - before.get(name))));
    return text.toString();
  }
}
