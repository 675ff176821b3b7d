package dev.medley.serving.statistics;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The partitions of what the statistics read and keep. A generation and its cost meet on one
 * partition only if both topics have as many, and the plays' state needs one for each; an arm's
 * total stays where it lies, so those never grow.
 */
final class InputPartitions {
  private static final List<String> GROW = List.of("-plays-changelog", "-deadlines-changelog");

  private final Cluster cluster;

  InputPartitions(Cluster cluster) {
    this.cluster = cluster;
  }

  static String application(Cluster cluster) {
    return cluster.prefix() + "medley-ensemble";
  }

  /**
   * How many `generations` and `cost` have.
   *
   * @throws IllegalStateException where they differ, or can't be looked at
   */
  int count() {
    String generations = cluster.topic(Topic.GENERATIONS);
    String costs = cluster.topic(Topic.COST);
    try (Admin admin = Admin.create(cluster.client())) {
      Map<String, Integer> found = counts(admin, List.of(generations, costs));
      if (!found.keySet().containsAll(List.of(generations, costs))) {
        throw new IllegalStateException(
            "%s or %s is missing: create them with the topics command"
                .formatted(generations, costs));
      }
      if (!found.get(generations).equals(found.get(costs))) {
        throw new IllegalStateException(
            "%s has %d partitions and %s %d: give both as many"
                .formatted(generations, found.get(generations), costs, found.get(costs)));
      }
      return found.get(costs);
    }
  }

  /**
   * Gives the plays' state as many partitions as its input has.
   *
   * @return partitions of the arms: those that there are, or as many as the input has
   * @throws IllegalStateException where Kafka does not let this node, with its reason
   */
  int prepare(int inputs) {
    String arms = application(cluster) + "-by-arm-repartition";
    List<String> states = GROW.stream().map(suffix -> application(cluster) + suffix).toList();
    try (Admin admin = Admin.create(cluster.client())) {
      Map<String, Integer> found = counts(admin, states);
      Map<String, NewPartitions> wanted = new HashMap<>();
      found.forEach(
          (topic, has) -> {
            if (has < inputs) {
              wanted.put(topic, NewPartitions.increaseTo(inputs));
            }
          });
      for (KafkaFuture<Void> grown : admin.createPartitions(wanted).values().values()) {
        grow(grown, inputs);
      }
      return counts(admin, List.of(arms)).getOrDefault(arms, inputs);
    }
  }

  private void grow(KafkaFuture<Void> grown, int inputs) {
    try {
      get(grown);
    } catch (ExecutionException e) {
      // Another node was faster.
      if (!(e.getCause() instanceof InvalidPartitionsException)) {
        throw new IllegalStateException(
            "%s-plays-changelog and -deadlines-changelog need %d partitions, and this node may not add them (%s): grant it Alter, or add them, and it counts again"
                .formatted(application(cluster), inputs, e.getCause().getMessage()),
            e.getCause());
      }
    }
  }

  /** Of the topics that there are. */
  private static Map<String, Integer> counts(Admin admin, List<String> topics) {
    Map<String, Integer> counts = new HashMap<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (topic, description) -> {
              try {
                TopicDescription found = get(description);
                counts.put(topic, found.partitions().size());
              } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                  throw new IllegalStateException(topic + " can't be looked at", e.getCause());
                }
              }
            });
    return counts;
  }

  private static <T> T get(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the node looks at its topics", e);
    }
  }
}
