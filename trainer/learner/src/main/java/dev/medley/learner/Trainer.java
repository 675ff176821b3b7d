package dev.medley.learner;

import dev.medley.kafka.RequiredTopics;
import dev.medley.kafka.control.Controls;
import dev.medley.learner.member.Ending;
import dev.medley.learner.member.Member;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.LanguageModel;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains members on one thread until it is told to stop, until they have caught up, or until all
 * have stopped.
 */
final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Duration NOTHING_TO_DO = Duration.ofMillis(50);
  private static final Duration CONTROLS_WITHIN = Duration.ofMinutes(2);
  private static final Duration LAST_ROUND_WITHIN = Duration.ofSeconds(20);

  private final TrainingOptions options;
  private final int metricsPort;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean stopping;
  private boolean ready;
  private String controlsWait = "";

  Trainer(TrainingOptions options, int metricsPort) {
    this.options = options;
    this.metricsPort = metricsPort;
  }

  /**
   * Opens the members and trains them.
   *
   * @param untilCaughtUp whether to publish what was learnt and end where no label waits
   * @throws RuntimeException why a member stopped, where all have, or one that was to catch up
   */
  void run(List<MemberId> ids, boolean untilCaughtUp) throws InterruptedException {
    options.prepare();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    List<Seat> seats = new ArrayList<>();
    try (TrainerMetrics metrics = new TrainerMetrics(metricsPort);
        Controls controls = Controls.follow(options.cluster());
        LanguageModel base = options.base()) {
      TrainingOptions.Setups setups = options.setups(base, ids.size());
      ids.forEach(id -> seats.add(new Seat(setups.of(id), setups.self())));
      // Complete from the first scrape on.
      seats.forEach(metrics::update);
      try {
        awaitKafka(() -> RequiredTopics.check(options.cluster(), topics(ids)));
        // So that a pause holds from the first label on.
        awaitKafka(() -> controls.readToEnd(CONTROLS_WITHIN));
        train(seats, controls, metrics, untilCaughtUp);
        Ending ending = stopping ? Ending.AT_ONCE : Ending.LAST;
        seats.forEach(seat -> seat.end(ending));
        seats.forEach(metrics::update);
      } finally {
        seats.forEach(Seat::close);
      }
    } finally {
      finished.countDown();
    }
    throwWhyStopped(seats, untilCaughtUp);
  }

  private void awaitKafka(Runnable reading) {
    while (!stopping) {
      try {
        reading.run();
        return;
      } catch (UnknownTopicOrPartitionException e) {
        throw e;
      } catch (RetriableException e) {
        LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Trainer waits for Kafka");
      }
    }
  }

  private static Set<Topic> topics(List<MemberId> ids) {
    Set<Topic> topics =
        EnumSet.of(
            Topic.CONTROL,
            Topic.CHECKPOINTS,
            Topic.ADAPTER_CHUNKS,
            Topic.TRAINER_JOURNAL,
            Topic.TRAINER_MANIFESTS,
            Topic.TRAINER_STATE);
    for (MemberId id : ids) {
      Topic labels = id.kind().labelTopic();
      topics.add(labels);
      topics.add(labels.deadLetters().orElseThrow());
    }
    return topics;
  }

  private void train(
      List<Seat> seats, Controls controls, TrainerMetrics metrics, boolean untilCaughtUp)
      throws InterruptedException {
    while (!stopping && !all(seats, Seat.State.STOPPED)) {
      poll(controls);
      for (Seat seat : seats) {
        if (!stopping) {
          seat.claim();
        }
      }
      boolean busy = false;
      for (Seat seat : seats) {
        if (!stopping) {
          seat.open();
          busy |= seat.work(controls);
          metrics.update(seat);
          // A round over many members takes longer than --redo.
          save(seats);
        }
      }
      sayReady(seats);
      if (!busy && untilCaughtUp && seats.stream().allMatch(Trainer::caughtUp)) {
        return;
      }
      if (!busy) {
        Thread.sleep(NOTHING_TO_DO.toMillis());
      }
    }
  }

  private void poll(Controls controls) {
    try {
      controls.poll();
      controlsWait = "";
    } catch (KafkaException e) {
      if (!controlsWait.equals(e.getMessage())) {
        controlsWait = String.valueOf(e.getMessage());
        LOG.atWarn()
            .addKeyValue("reason", controlsWait)
            .log("Controls wait for Kafka; what was asked before holds");
      }
    }
  }

  private void sayReady(List<Seat> seats) {
    if (!ready && seats.stream().noneMatch(seat -> seat.state() == Seat.State.WAITING)) {
      ready = true;
      LOG.atInfo()
          .addKeyValue("members", seats.stream().map(Seat::id).toList())
          .log("Trainer is ready");
    }
  }

  /** A redo of all members together stays within what was asked for: the longest go first. */
  private void save(List<Seat> seats) {
    seats.stream().filter(Trainer::savesSoon).forEach(Seat::save);
    Duration all = seats.stream().map(Trainer::toRedo).reduce(Duration.ZERO, Duration::plus);
    while (all.compareTo(options.redo()) > 0) {
      Seat longest = Collections.max(seats, Comparator.comparing(Trainer::toRedo));
      all = all.minus(toRedo(longest));
      longest.save();
    }
  }

  private static boolean savesSoon(Seat seat) {
    return seat.member().map(Member::savesSoon).orElse(false);
  }

  private static Duration toRedo(Seat seat) {
    return seat.member().map(Member::toRedo).orElse(Duration.ZERO);
  }

  private static boolean caughtUp(Seat seat) {
    return seat.state() == Seat.State.STOPPED || seat.member().map(Member::caughtUp).orElse(false);
  }

  private static boolean all(List<Seat> seats, Seat.State state) {
    return seats.stream().allMatch(seat -> seat.state() == state);
  }

  private void throwWhyStopped(List<Seat> seats, boolean untilCaughtUp) {
    if (!stopping && (untilCaughtUp || all(seats, Seat.State.STOPPED))) {
      Optional<RuntimeException> why =
          seats.stream().flatMap(seat -> seat.whyStopped().stream()).findFirst();
      if (why.isPresent()) {
        throw why.get();
      }
    }
  }

  private void stop() {
    stopping = true;
    try {
      // The last round is committed meanwhile; a trainer that is killed instead redoes it.
      boolean committed = finished.await(LAST_ROUND_WITHIN.toSeconds(), TimeUnit.SECONDS);
      LOG.atInfo().addKeyValue("committed", committed).log("Trainer is stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
