package dev.medley.learner;

import dev.medley.kafka.control.Controls;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.LanguageModel;
import dev.medley.schemas.signing.CheckpointSigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains members on one thread until it is told to stop, or until they have caught up. */
final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Duration NOTHING_TO_DO = Duration.ofMillis(50);
  private static final Duration CONTROLS_WITHIN = Duration.ofMinutes(2);
  private static final Duration LAST_ROUND_WITHIN = Duration.ofSeconds(20);

  private final TrainingOptions options;
  private final int metricsPort;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean stopping;

  Trainer(TrainingOptions options, int metricsPort) {
    this.options = options;
    this.metricsPort = metricsPort;
  }

  /**
   * Opens the members and trains them.
   *
   * @param untilCaughtUp whether to publish what was learnt and end where no label waits
   */
  void run(List<MemberId> ids, boolean untilCaughtUp) throws InterruptedException {
    // libtorch reads it when it is loaded.
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(options.threads()));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    Optional<CheckpointSigner> signer = options.signer();
    List<Member> open = new ArrayList<>();
    try (TrainerMetrics metrics = new TrainerMetrics(metricsPort);
        Controls controls = Controls.follow(options.cluster());
        LanguageModel base = options.base()) {
      try {
        controls.readToEnd(CONTROLS_WITHIN);
        ids.forEach(id -> RoundCommitter.abortOpen(options.cluster(), id));
        for (MemberId id : ids) {
          Member member = options.open(base, id, signer, ids.size());
          open.add(member);
          metrics.watch(member);
        }
        LOG.atInfo().addKeyValue("members", ids).log("Trainer is ready");
        train(open, controls, metrics, untilCaughtUp);
        Ending ending = stopping ? Ending.AT_ONCE : Ending.LAST;
        open.forEach(member -> member.end(ending));
      } finally {
        open.forEach(Member::close);
      }
    } finally {
      finished.countDown();
    }
  }

  private void train(
      List<Member> open, Controls controls, TrainerMetrics metrics, boolean untilCaughtUp)
      throws InterruptedException {
    while (!stopping) {
      controls.poll();
      boolean busy = false;
      for (Member member : open) {
        member.obey(controls.of(member.id().task()));
        if (!stopping && member.work()) {
          busy = true;
        }
        metrics.update(member);
      }
      if (!busy && untilCaughtUp && open.stream().allMatch(Member::caughtUp)) {
        return;
      }
      if (!busy) {
        Thread.sleep(NOTHING_TO_DO.toMillis());
      }
    }
  }

  private void stop() {
    stopping = true;
    try {
      // The last round is committed meanwhile; a trainer that is killed instead reads it again.
      boolean committed = finished.await(LAST_ROUND_WITHIN.toSeconds(), TimeUnit.SECONDS);
      LOG.atInfo().addKeyValue("committed", committed).log("Trainer is stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
