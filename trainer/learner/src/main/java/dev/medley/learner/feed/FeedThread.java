package dev.medley.learner.feed;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.labels.Taken;
import dev.medley.schemas.RegistryUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The thread that reads a label topic: its head for all, and, where members are behind, a stretch
 * for them in turns. Waits for broker and registry, and begins anew after any other trouble.
 */
final class FeedThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FeedThread.class);
  private static final int MOST_TASKS = 10_000;
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONG_PAUSE = Duration.ofSeconds(5);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(15);

  private final Cluster cluster;
  private final String topic;
  private final Routes routes;
  private final LabelDecoder decoder;
  private final Predicate<String> tasks;
  private final Set<String> met = new HashSet<>();
  private final Thread thread;
  private final LongAdder read = new LongAdder();
  private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
  private final Map<Integer, Long> behindFetched = new HashMap<>();
  private final Outage broker;
  private final Outage registry;
  private Map<Integer, Long> from = Map.of();
  private volatile TopicLog log;
  private volatile boolean closed;
  private volatile boolean endAsked;
  private volatile long atEndSince = Long.MIN_VALUE;
  private volatile Throwable failure;

  FeedThread(
      Cluster cluster, String topic, Routes routes, LabelDecoder decoder, Predicate<String> tasks) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.topic = topic;
    this.routes = routes;
    this.decoder = decoder;
    this.tasks = tasks;
    this.broker = new Outage("Labels of %s wait for the broker".formatted(topic));
    this.registry = new Outage("Labels of %s wait for the schema registry".formatted(topic));
    this.thread = new Thread(this::run, "labels " + topic);
    thread.setDaemon(true);
  }

  /** Starts. */
  void begin(Map<Integer, Long> offsets) {
    from = offsets;
    thread.start();
  }

  /** Why it can't read now; null where it can, or waits for broker or registry. */
  Throwable failure() {
    return failure;
  }

  /** Labels that were read for all. */
  long read() {
    return read.sum();
  }

  /** Whether it was at the end within a time; asks the broker anew. */
  boolean isAtEnd(Duration fresh) {
    endAsked = true;
    return atEndSince != Long.MIN_VALUE && System.nanoTime() - atEndSince < fresh.toNanos();
  }

  private void run() {
    while (!closed) {
      try (TopicLog opened = new TopicLog(cluster, topic)) {
        log = opened;
        fetched.clear();
        behindFetched.clear();
        while (!closed) {
          turn();
        }
      } catch (WakeupException e) {
        // Closing.
      } catch (RuntimeException | Error e) {
        // Memory may come back; and who waits for labels is told why none come.
        boolean known = failure != null && String.valueOf(failure).equals(String.valueOf(e));
        failure = e;
        LOG.atLevel(known ? Level.DEBUG : Level.ERROR)
            .addKeyValue("topic", topic)
            .setCause(e)
            .log("A label topic can't be read: its members wait, and it is tried again");
        pause(LONG_PAUSE);
      }
    }
  }

  private void turn() {
    try {
      log.takeNew(this::take);
      boolean behind = serveBehind();
      if (fetched.isEmpty()) {
        fetch(behind ? Duration.ZERO : IDLE);
      }
      handOut();
      answerEnd();
      registry.end();
      failure = null;
    } catch (RegistryUnavailableException e) {
      registry.begin(e);
      pause(PAUSE);
    } catch (RetriableException e) {
      broker.begin(e);
      pause(PAUSE);
    }
  }

  private void take(TopicPartition partition, long first) {
    int number = partition.partition();
    boolean known = routes.isBegun(number);
    if (!known) {
      Long said = from.get(number);
      OptionalLong wanted = said == null ? OptionalLong.empty() : OptionalLong.of(said);
      routes.begin(number, wanted, first);
    }
    log.head(partition, routes.head(number));
  }

  private void fetch(Duration within) {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = log.poll(within);
    } catch (TopicLog.GoneException e) {
      e.edges().forEach((partition, edge) -> relocate(partition, routes.head(partition), edge));
      e.edges()
          .forEach(
              (partition, edge) ->
                  log.head(new TopicPartition(topic, partition), routes.head(partition)));
      return;
    }
    records.forEach(fetched::add);
    records
        .nextOffsets()
        .forEach((partition, next) -> behindFetched.put(partition.partition(), next.offset()));
    // Without an answer nothing moves: neither does where nothing is new.
    if (!records.nextOffsets().isEmpty()) {
      broker.end();
    }
  }

  private void relocate(int partition, long position, LogEdges.Edge edge) {
    if (position > edge.end()) {
      routes.endsBefore(partition, edge.end());
    } else {
      routes.removed(partition, edge.first());
    }
  }

  private void handOut() {
    while (!fetched.isEmpty()) {
      ConsumerRecord<byte[], byte[]> record = fetched.element();
      Optional<String> task = decoder.task(record);
      if (task.isPresent()) {
        meet(task.get());
        Optional<Taken> decoded = routes.wants(task.get(), record) ? decoder.decode(record) : null;
        routes.give(task.get(), record, decoded);
      } else {
        routes.passed(record.partition(), record.offset() + 1);
      }
      read.increment();
      fetched.remove();
    }
    behindFetched.forEach(routes::passed);
    behindFetched.clear();
  }

  private void meet(String task) {
    if (met.size() >= MOST_TASKS) {
      // Told again, as those who listen know.
      met.clear();
    }
    if (met.add(task) && tasks.test(task)) {
      routes.count(task);
    }
  }

  /** Whether anybody is behind who has room. */
  private boolean serveBehind() {
    Optional<LaneQueue> first = routes.nextBehind();
    if (first.isEmpty()) {
      return false;
    }
    int partition = first.get().partition;
    long start = first.get().position();
    TopicLog.Stretch stretch;
    try {
      stretch = log.stretch(partition, start);
    } catch (TopicLog.GoneException e) {
      e.edges().forEach((gone, edge) -> relocate(gone, start, edge));
      return true;
    }
    Set<LaneQueue> served = new HashSet<>(routes.behind(partition, start, stretch.next()));
    long head = routes.head(partition);
    for (ConsumerRecord<byte[], byte[]> record : stretch.records()) {
      Optional<String> task = record.offset() < head ? decoder.task(record) : Optional.empty();
      if (task.isPresent()) {
        Optional<Taken> decoded =
            routes.wants(served, task.get(), record) ? decoder.decode(record) : null;
        routes.giveApart(served, task.get(), record, decoded);
      }
    }
    routes.servedApart(served, stretch.next());
    return true;
  }

  private void answerEnd() {
    if (!endAsked) {
      return;
    }
    long asked = System.nanoTime();
    boolean atEnd =
        log.ends().entrySet().stream().allMatch(end -> routes.head(end.getKey()) >= end.getValue());
    atEndSince = atEnd ? asked : Long.MIN_VALUE;
    endAsked = false;
  }

  private void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    if (!thread.isAlive()) {
      return;
    }
    TopicLog reading = log;
    if (reading != null) {
      reading.wakeup();
    }
    try {
      thread.join(ENDS_WITHIN.toMillis());
      if (thread.isAlive()) {
        LOG.atWarn().addKeyValue("topic", topic).log("A label topic's thread does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
