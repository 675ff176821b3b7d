package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Whether members' journals have passed all labels that there are. */
public final class CaughtUp {
  private CaughtUp() {}

  /** Waits until they have, as long as the trainer lives. */
  public static void await(
      Cluster cluster, List<MemberId> ids, LiveTrainer trainer, Duration within) throws Exception {
    await(cluster, ids, trainer::isAlive, within);
  }

  static void await(Cluster cluster, List<MemberId> ids, BooleanSupplier alive, Duration within)
      throws Exception {
    Patience.until(
        "all labels are learnt",
        within,
        () -> {
          if (!alive.getAsBoolean()) {
            throw new IllegalStateException("The trainer has ended: see its log");
          }
          return all(cluster, ids);
        });
  }

  private static boolean all(Cluster cluster, List<MemberId> ids)
      throws ExecutionException, InterruptedException {
    List<MemberJournal> journals = MemberJournal.read(cluster, ids);
    Map<TopicPartition, ListOffsetsResultInfo> ends = ends(cluster, ids);
    return journals.stream().allMatch(journal -> passed(cluster, journal, ends));
  }

  private static boolean passed(
      Cluster cluster, MemberJournal journal, Map<TopicPartition, ListOffsetsResultInfo> ends) {
    String topic = cluster.topic(journal.id().kind().labelTopic());
    Map<Integer, Long> next = journal.next();
    return ends.entrySet().stream()
        .filter(end -> end.getKey().topic().equals(topic))
        .allMatch(
            end -> next.getOrDefault(end.getKey().partition(), 0L) >= end.getValue().offset());
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> ends(
      Cluster cluster, List<MemberId> ids) throws ExecutionException, InterruptedException {
    Set<String> topics =
        ids.stream().map(id -> cluster.topic(id.kind().labelTopic())).collect(Collectors.toSet());
    try (Admin admin = Admin.create(cluster.client())) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      admin
          .describeTopics(topics)
          .allTopicNames()
          .get()
          .forEach(
              (topic, found) ->
                  found
                      .partitions()
                      .forEach(
                          info ->
                              asked.put(
                                  new TopicPartition(topic, info.partition()),
                                  OffsetSpec.latest())));
      return admin.listOffsets(asked).all().get();
    }
  }
}
