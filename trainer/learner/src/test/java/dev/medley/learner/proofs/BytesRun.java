package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a build's trainer writes while labels of many tasks come evenly: each member publishes twice
 * of as many labels.
 *
 * @param seconds in which the labels come
 */
record BytesRun(Path model, int tasks, int labels, Duration seconds) {
  static final int MICRO_BATCH = 4;
  private static final int PUBLICATIONS = 2;
  private static final List<String> MEMBERS = List.of("sft", "early");
  private static final Duration LEARNT_WITHIN = Duration.ofMinutes(20);

  /**
   * What came of it.
   *
   * @param bytes by topic, but for those of labels
   * @param perLabel all of them, over each label of each member
   */
  record Written(Map<String, Long> bytes, long checkpoints, double perLabel) {}

  /** Over a broker and a registry of its own. */
  Written by(Path launcher, Path folder) throws Exception {
    try (Platform platform = new Platform(folder.resolve("platform"))) {
      Cluster kafka = Topics.fresh(platform, 4);
      LogBytes.keepAll(kafka);
      BuiltLearner trainer =
          BuiltLearner.start(launcher, folder.resolve("trainer.log"), kafka, arguments());
      try (trainer;
          Labels writer = new Labels(kafka)) {
        trainer.awaitReady();
        write(writer);
        Patience.until(
            "all members have published " + PUBLICATIONS + " times",
            LEARNT_WITHIN,
            () -> published(kafka, trainer));
      }
      return written(kafka);
    }
  }

  private List<String> arguments() {
    return List.of(
        "--model=" + model,
        "--tasks=" + String.join(",", names()),
        "--members=" + String.join(",", MEMBERS),
        "--micro-batch=" + MICRO_BATCH,
        // Micro-batches are cut by count, so that both builds take the same steps.
        "--linger=600",
        "--publish-steps=" + labels / MICRO_BATCH / PUBLICATIONS,
        "--gate-tolerance=100");
  }

  private List<String> names() {
    return IntStream.range(0, tasks).mapToObj(task -> "task" + task).toList();
  }

  private void write(Labels writer) throws InterruptedException {
    long began = System.nanoTime();
    for (int i = 0; i < labels; i++) {
      for (String task : names()) {
        writer.supervision(task, i, 0, "a cat, at 14:3" + i % 7, 0);
      }
      Duration passed = Duration.ofNanos(System.nanoTime() - began);
      Thread.sleep(
          Math.max(0, seconds.multipliedBy(i + 1).dividedBy(labels).minus(passed).toMillis()));
    }
  }

  private boolean published(Cluster kafka, BuiltLearner trainer) {
    if (!trainer.isAlive()) {
      throw new IllegalStateException("The trainer has ended");
    }
    return checkpoints(kafka) >= (long) PUBLICATIONS * MEMBERS.size() * tasks;
  }

  private static long checkpoints(Cluster kafka) {
    return Topics.read(kafka, Topic.CHECKPOINTS).size();
  }

  private Written written(Cluster kafka) throws Exception {
    Map<String, Long> bytes = new TreeMap<>();
    List<String> given =
        Stream.of(Topic.SUPERVISION, Topic.PREFERENCE, Topic.COST).map(kafka::topic).toList();
    LogBytes.byTopic(kafka)
        .forEach(
            (topic, size) -> {
              if (size > 0 && !given.contains(topic)) {
                bytes.put(topic.replace(kafka.prefix(), ""), size);
              }
            });
    long all = bytes.values().stream().mapToLong(Long::longValue).sum();
    double perLabel = (double) all / tasks / labels / MEMBERS.size();
    return new Written(bytes, checkpoints(kafka), perLabel);
  }

  /** Bytes by topic, beside another build's; null for none. */
  static String table(Written now, Written before) {
    Map<String, Long> then = before == null ? Map.of() : before.bytes();
    SortedSet<String> topics = new TreeSet<>(now.bytes().keySet());
    topics.addAll(then.keySet());
    StringBuilder table =
        new StringBuilder("%-22s %13s %13s%n".formatted("bytes", "now", "before"));
    for (String topic : topics) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-22s %,13d %,13d%n",
              topic,
              now.bytes().getOrDefault(topic, 0L),
              then.getOrDefault(topic, 0L)));
    }
    return table.toString();
  }
}
