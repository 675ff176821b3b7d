package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.control.ControlChange;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.Publication;
import dev.medley.testing.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A trainer of one task whose topics have four partitions and whose labels come unevenly: it is
 * killed, stopped for longer than its transaction may last, rolled back, and given labels that its
 * members can't learn. It ends where all labels are learnt.
 */
public final class DisturbedRun {
  static final int MICRO_BATCH = 4;
  private static final String TASK = "email";
  private static final int PARTITIONS = 4;
  private static final Duration TRANSACTION = Duration.ofSeconds(10);
  private static final Duration GIVEN_UP = TRANSACTION.plusSeconds(3);
  private static final Duration A_START = Duration.ofSeconds(6);
  private static final Duration LEARNT_WITHIN = Duration.ofMinutes(5);

  private enum Disturbance {
    KILL,
    STOP,
    ROLL_BACK
  }

  /**
   * What becomes of it.
   *
   * @param labels how many come
   * @param between longest time that it works undisturbed
   */
  public record Settings(
      List<String> members, int labels, int kills, int stops, Duration between, long seed) {
    List<MemberId> ids() {
      return members.stream().map(member -> MemberId.of(TASK, member)).toList();
    }

    /** About so long it takes. */
    private Duration about() {
      Duration eachKill = A_START.plus(between.dividedBy(2));
      return eachKill.multipliedBy(kills).plus(GIVEN_UP.multipliedBy(stops)).plus(A_START);
    }
  }

  /**
   * How it went.
   *
   * @param openStops stops at which a transaction was open, so that Kafka gave it up
   * @param redone labels that were learnt again, as members were opened anew
   * @param redoSeconds in how much time, all together
   */
  public record Outcome(
      Cluster cluster, int kills, int stops, int openStops, long redone, double redoSeconds) {}

  private final Settings settings;
  private final Cluster cluster;
  private final Path base;
  private final Path folder;
  private final Random random;
  private final long began = System.nanoTime();
  private LiveTrainer trainer;
  private int starts;
  private int openStops;
  private final List<Redone> redone = new ArrayList<>();

  /** Over topics of its own. */
  public DisturbedRun(Platform platform, Path base, Path folder, Settings settings)
      throws IOException {
    this.settings = settings;
    this.base = base;
    this.folder = folder;
    this.random = new Random(settings.seed());
    this.cluster =
        Configured.of(
            Topics.fresh(platform, PARTITIONS),
            folder,
            "transaction.timeout.ms=" + TRANSACTION.toMillis());
  }

  public Outcome run() throws Exception {
    try (UnevenLabels labels =
            UnevenLabels.begin(
                cluster, TASK, settings.labels(), settings.about(), 0.7, settings.seed());
        OpenTransactions transactions = new OpenTransactions(cluster)) {
      start();
      for (Disturbance next : disturbances()) {
        Thread.sleep(random.nextInt(Math.toIntExact(settings.between().toMillis())));
        tell(next, labels);
        switch (next) {
          case KILL -> {
            trainer.kill();
            redone.add(Redone.of(trainer.log()));
            start();
          }
          case STOP -> {
            openStops += transactions.outstay(trainer, settings.between(), GIVEN_UP) ? 1 : 0;
            trainer.resume();
          }
          case ROLL_BACK -> rollBack();
        }
      }
      labels.finish();
      CaughtUp.await(cluster, settings.ids(), trainer, LEARNT_WITHIN);
    } finally {
      if (trainer != null) {
        trainer.close();
      }
    }
    redone.add(Redone.of(trainer.log()));
    return new Outcome(
        cluster,
        settings.kills(),
        settings.stops(),
        openStops,
        redone.stream().mapToLong(Redone::labels).sum(),
        redone.stream().mapToDouble(Redone::seconds).sum());
  }

  private List<Disturbance> disturbances() {
    List<Disturbance> all =
        new ArrayList<>(Collections.nCopies(settings.kills(), Disturbance.KILL));
    all.addAll(Collections.nCopies(settings.stops(), Disturbance.STOP));
    Collections.shuffle(all, random);
    // Late enough that there is something to go back to.
    all.add(1 + all.size() / 2, Disturbance.ROLL_BACK);
    return all;
  }

  private void start() throws Exception {
    trainer =
        LiveTrainer.start(
            folder.resolve("trainer-%d.log".formatted(++starts)),
            cluster,
            List.of(
                "--model=" + base,
                "--tasks=" + TASK,
                "--members=" + String.join(",", settings.members()),
                "--precision=float32",
                "--round-interval=0.5",
                "--linger=1",
                "--micro-batch=" + MICRO_BATCH,
                "--micro-batch-max=" + 2 * MICRO_BATCH,
                "--redo=5",
                "--publish-steps=8",
                "--gate-tolerance=0",
                "--replay=0.25",
                "--skip-norm=4"));
    trainer.awaitReady();
  }

  /** Of the first member that has published twice. */
  private void rollBack() throws InterruptedException {
    for (MemberJournal journal : MemberJournal.read(cluster, settings.ids())) {
      List<Publication> published = journal.all(Publication.class);
      if (published.size() > 1) {
        long version = published.get(published.size() - 2).getVersion();
        ControlChange change = ControlChange.rollBack(journal.id().name(), version);
        new ControlWriter(cluster).change(TASK, change, "as the run asks");
        return;
      }
    }
    throw new IllegalStateException("No member has published twice: give more labels");
  }

  private void tell(Disturbance next, UnevenLabels labels) {
    System.out.printf(
        "%4d s: %s; %d of %d labels have come%n",
        (System.nanoTime() - began) / 1_000_000_000, next, labels.written(), settings.labels());
  }
}
