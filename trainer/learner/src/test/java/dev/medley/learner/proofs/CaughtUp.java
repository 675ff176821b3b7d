package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    try (Admin admin = Admin.create(cluster.client())) {
      for (MemberJournal journal : MemberJournal.read(cluster, ids)) {
        Map<Integer, Long> next = journal.next();
        String topic = cluster.topic(journal.id().kind().labelTopic());
        if (!ends(admin, topic).entrySet().stream()
            .allMatch(
                end ->
                    next.getOrDefault(end.getKey().partition(), 0L) >= end.getValue().offset())) {
          return false;
        }
      }
    }
    return true;
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> ends(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
            .collect(
                Collectors.toMap(
                    info -> new TopicPartition(topic, info.partition()),
                    info -> OffsetSpec.latest()));
    return admin.listOffsets(asked).all().get();
  }
}
