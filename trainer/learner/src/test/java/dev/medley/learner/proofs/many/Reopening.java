package dev.medley.learner.proofs.many;

import static dev.medley.learner.proofs.many.Bench.say;

import dev.medley.kafka.Cluster;
import dev.medley.learner.proofs.BuiltLearner;
import dev.medley.learner.proofs.Patience;
import java.time.Duration;
import java.util.Map;

/** How a trainer opens its members after kill -9, where their states hold all that they learnt. */
record Reopening(Bench bench) {
  private static final Duration SAVED_WITHIN = Duration.ofMinutes(3);
  private static final String MEMBERS = String.join(",", Bench.KINDS);

  /** Each state is written at once: nothing is left to be done again. */
  private static final String NO_REDO = "--redo=0";

  /**
   * What came of it.
   *
   * @param afterStop seconds until all were open after SIGTERM
   * @param seconds until all were open after kill -9
   * @param bytesRead that the broker sent meanwhile, to the trainer alone
   * @param states what their states' chunks are
   */
  record Found(double afterStop, double seconds, long bytesRead, StateBytes states, double mib) {}

  /** A trainer was stopped before. */
  Found measure(Cluster kafka) throws Exception {
    double afterStop = live(kafka);
    Map<String, Long> before = BrokerBytes.fetched();
    long sent = BrokerBytes.sent();
    try (BuiltLearner trainer = bench.start(kafka, "killed-again", MEMBERS, NO_REDO)) {
      double seconds = trainer.awaitReady();
      long bytes = BrokerBytes.sent() - sent;
      Map<String, Long> after = BrokerBytes.fetched();
      double mib = Load.residentMiB(trainer.pid());
      StateBytes states = StateBytes.of(kafka);
      say("reopening: all are open %.1f s after kill -9; %.1f s after SIGTERM", seconds, afterStop);
      say("reopening: %,d bytes of %d states are on Kafka", states.bytes(), states.states());
      say("reopening: %,d bytes were read, of them:", bytes);
      after.forEach(
          (topic, all) -> {
            long more = all - before.getOrDefault(topic, 0L);
            if (more > 0) {
              say("reopening: %,14d of %s", more, topic.replace(kafka.prefix(), ""));
            }
          });
      return new Found(afterStop, seconds, bytes, states, mib);
    }
  }

  private double live(Cluster kafka) throws Exception {
    BuiltLearner trainer = bench.start(kafka, "stopped-again", MEMBERS, NO_REDO);
    double ready = trainer.awaitReady();
    try (Edits edits = new Edits(kafka, 3)) {
      bench.names().stream().limit(4).forEach(edits::write);
      Waits.awaitLearnt(kafka, bench.members(), edits.written());
    }
    Patience.until(
        "states hold all that was learnt",
        SAVED_WITHIN,
        () -> trainer.scrape().sum("medley_trainer_redo_seconds") == 0);
    trainer.kill();
    return ready;
  }
}
