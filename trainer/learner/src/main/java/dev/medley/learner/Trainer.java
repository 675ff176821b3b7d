package dev.medley.learner;

import dev.medley.kafka.RequiredTopics;
import dev.medley.kafka.control.Controls;
import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.member.Ending;
import dev.medley.learner.member.TrainingThread;
import dev.medley.learner.seats.Roster;
import dev.medley.learner.seats.Seats;
import dev.medley.learner.seats.TrainerHttp;
import dev.medley.learner.seats.TrainerMetrics;
import dev.medley.learner.state.Manifests;
import dev.medley.lm.LanguageModel;
import dev.medley.schemas.Topic;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains members on one thread until it is told to stop, until they have caught up, or until all
 * are refused.
 */
final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Duration CONTROLS_WITHIN = Duration.ofMinutes(2);
  private static final Duration LAST_ROUND_WITHIN = Duration.ofSeconds(45);

  private final TrainingOptions options;
  private final InetSocketAddress http;
  private final Duration stuckAfter;
  private final Duration sleepAfter;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final TrainingThread thread = new TrainingThread();
  private volatile boolean stopping;

  /**
   * A trainer that has not begun.
   *
   * @param http address that health and metrics are asked at
   * @param stuckAfter how long the thread may stand still before it says that it does not live
   * @param sleepAfter how long a member may have no labels before it sleeps
   */
  Trainer(
      TrainingOptions options, InetSocketAddress http, Duration stuckAfter, Duration sleepAfter) {
    this.options = options;
    this.http = http;
    this.stuckAfter = stuckAfter;
    this.sleepAfter = sleepAfter;
  }

  /**
   * Opens the members and trains them.
   *
   * @param untilCaughtUp whether to publish what was learnt and end where no label waits
   * @throws RuntimeException why a member was refused, where all are, or one that was to catch up
   */
  void run(Roster roster, boolean untilCaughtUp) throws InterruptedException {
    options.prepare();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    Optional<RuntimeException> refused = Optional.empty();
    try (TrainerMetrics metrics = new TrainerMetrics();
        TrainerHttp server = new TrainerHttp(http, metrics, thread, stuckAfter);
        LabelFeeds feeds = new LabelFeeds(options.cluster(), (topic, task) -> roster.meet(task));
        Controls controls = Controls.follow(options.cluster());
        LanguageModel base = options.base()) {
      if (roster.mayGrow()) {
        awaitKafka(() -> roster.remember(new Manifests(options.cluster()).tasks()));
      }
      try (Seats seats =
          new Seats(options.setups(base, feeds, sleepAfter, thread), roster, metrics)) {
        server.complete();
        awaitKafka(() -> RequiredTopics.check(options.cluster(), topics(roster)));
        // So that a pause holds from the first label on.
        awaitKafka(() -> controls.readToEnd(CONTROLS_WITHIN));
        train(seats, controls, server, untilCaughtUp);
        seats.end(stopping ? Ending.AT_ONCE : Ending.LAST);
        refused = seats.whyRefused(untilCaughtUp);
      }
    } finally {
      finished.countDown();
    }
    if (!stopping && refused.isPresent()) {
      throw refused.get();
    }
  }

  private void train(Seats seats, Controls controls, TrainerHttp server, boolean untilCaughtUp)
      throws InterruptedException {
    while (!stopping && !seats.areRefused()) {
      thread.moved();
      boolean busy = seats.turn(controls, () -> stopping);
      server.ready(seats.wereTried());
      if (!busy && untilCaughtUp && seats.caughtUp()) {
        return;
      }
      if (!busy) {
        Thread.sleep(Seats.NOTHING_TO_DO.toMillis());
      }
    }
  }

  private void awaitKafka(Runnable reading) {
    while (!stopping) {
      thread.moved();
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

  private static Set<Topic> topics(Roster roster) {
    Set<Topic> topics =
        EnumSet.of(
            Topic.CONTROL,
            Topic.CHECKPOINTS,
            Topic.ADAPTER_CHUNKS,
            Topic.MEMBER_STATUS,
            Topic.TRAINER_JOURNAL,
            Topic.TRAINER_MANIFESTS,
            Topic.TRAINER_STATE);
    for (Topic labels : roster.labelTopics()) {
      topics.add(labels);
      topics.add(labels.deadLetters().orElseThrow());
    }
    return topics;
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
