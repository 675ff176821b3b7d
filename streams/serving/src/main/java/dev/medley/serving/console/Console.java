package dev.medley.serving.console;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.CompactedTopic;
import dev.medley.kafka.GroupLag;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.MemberStatus;
import dev.medley.schemas.Topic;
import dev.medley.serving.routing.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the console shows beside what the node knows anyway: how figures changed, all checkpoints,
 * how members fare, lag and, where that is allowed, the newest edits. Gathered by one thread; lag
 * and edits only while somebody looks.
 */
public final class Console implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration WATCHED_FOR = Duration.ofSeconds(30);
  private static final Duration LAG_WITHIN = Duration.ofSeconds(5);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final Cluster kafka;
  private final ConsoleOptions options;
  private final Router router;
  private final ConsoleHistory history = new ConsoleHistory();
  private final PublishedCheckpoints checkpoints = new PublishedCheckpoints();
  private final CompactedTopic<Checkpoint> feed;
  private final CompactedTopic<MemberStatus> statuses;
  private final MemberStatuses members;
  private final GroupLag groups;
  private final Optional<NewestEdits> edits;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "console");
  private volatile Optional<Map<String, Long>> lag = Optional.empty();
  private volatile String membersUnread = "";
  private volatile Instant askedAt = Instant.EPOCH;
  private Instant sampledAt = Instant.EPOCH;

  private Console(Cluster kafka, ConsoleOptions options, Router router) {
    this.kafka = requireNonNull(kafka, "kafka is null");
    this.options = requireNonNull(options, "options is null");
    this.router = requireNonNull(router, "router is null");
    this.feed =
        CompactedTopic.follow(
            kafka, Topic.CHECKPOINTS, Checkpoint.class, PublishedCheckpoints::fits);
    this.statuses =
        CompactedTopic.follow(kafka, Topic.MEMBER_STATUS, MemberStatus.class, MemberStatuses::fits);
    this.members = new MemberStatuses(statuses::caughtUp);
    this.groups = new GroupLag(kafka, LAG_WITHIN);
    this.edits = options.texts() ? Optional.of(new NewestEdits(kafka)) : Optional.empty();
    thread.setDaemon(true);
  }

  public static Console start(Cluster kafka, ConsoleOptions options, Router router) {
    Console console = new Console(kafka, options, router);
    console.thread.start();
    return console;
  }

  private void run() {
    try (feed;
        statuses;
        groups) {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        step();
        hearMembers();
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (WakeupException e) {
      // Only close() wakes.
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("The console shows nothing new from now on");
    } finally {
      edits.ifPresent(NewestEdits::close);
    }
  }

  private void step() throws InterruptedException {
    try {
      feed.poll(Duration.ZERO, checkpoints);
      Instant now = Instant.now();
      boolean watched = now.isBefore(askedAt.plus(WATCHED_FOR));
      if (watched) {
        edits.ifPresent(NewestEdits::poll);
      }
      if (!now.isBefore(sampledAt.plus(ConsoleHistory.EVERY))) {
        sampledAt = now;
        lag = watched ? groups.of(this::isMedleys) : Optional.empty();
        if (router.statistics().ready()) {
          history.sample(router, now);
        }
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      // The broker or the registry is away, or a permission is missing: the node's health says so.
      LOG.atDebug().addKeyValue("reason", e.toString()).log("The console waits for Kafka");
    }
  }

  /** Apart from the rest, as a node of before may lack the permission for it. */
  private void hearMembers() {
    try {
      statuses.poll(Duration.ZERO, members);
      membersUnread = "";
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      if (membersUnread.isEmpty()) {
        LOG.atWarn()
            .addKeyValue("reason", e.getMessage())
            .log("The console can't show how members fare");
      }
      membersUnread = e.getMessage();
    }
  }

  private boolean isMedleys(String group) {
    String prefix = kafka.prefix();
    return group.equals(prefix + "feedback") || group.startsWith(prefix + "medley-");
  }

  /** Waits for so long, or until it closes. */
  boolean closesWithin(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Somebody looks. */
  void asked() {
    askedAt = Instant.now();
  }

  Cluster kafka() {
    return kafka;
  }

  ConsoleOptions options() {
    return options;
  }

  Router router() {
    return router;
  }

  /** Tasks that have adapters here, or members somewhere. */
  Set<String> tasks() {
    Set<String> tasks = new HashSet<>(members.tasks());
    tasks.addAll(router.adapters().tasks());
    return tasks;
  }

  /**
   * Whether a task has adapters here, members somewhere, or operators who asked something of it.
   */
  public boolean knows(String task) {
    return members.tasks().contains(task)
        || router.adapters().knows(task)
        || router.control(task).isPresent();
  }

  ConsoleHistory history() {
    return history;
  }

  PublishedCheckpoints checkpoints() {
    return checkpoints;
  }

  MemberStatuses members() {
    return members;
  }

  /** Why nothing more is heard of members; empty where they are heard. */
  String membersUnread() {
    return membersUnread;
  }

  /** Records that each group is behind; empty where the broker has not said, or not just now. */
  Optional<Map<String, Long>> lag() {
    return lag;
  }

  /** Empty where texts may not be shown. */
  Optional<List<ObjectNode>> edits() {
    return edits.map(NewestEdits::newest);
  }

  @Override
  public void close() {
    closed.countDown();
    feed.wakeup();
    statuses.wakeup();
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
