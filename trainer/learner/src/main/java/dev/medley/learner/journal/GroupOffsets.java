package dev.medley.learner.journal;

import static java.util.stream.Collectors.toMap;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.Frontier;
import dev.medley.learner.feed.GroupFrontier;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.PartitionOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** The offsets of members' consumer groups, which are committed with their journals. */
public final class GroupOffsets {
  private GroupOffsets() {}

  /**
   * What each has committed; none of what it never did.
   *
   * @throws KafkaException where the broker does not say
   */
  public static Map<MemberId, Frontier> of(
      Admin admin, Cluster cluster, Collection<MemberId> members) {
    if (members.isEmpty()) {
      return Map.of();
    }
    Map<String, ListConsumerGroupOffsetsSpec> groups =
        members.stream()
            .collect(
                toMap(
                    member -> member.clientName(cluster.prefix()),
                    member -> new ListConsumerGroupOffsetsSpec()));
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed;
    try {
      committed = admin.listConsumerGroupOffsets(groups).all().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    Map<MemberId, Frontier> found = new HashMap<>();
    for (MemberId member : members) {
      found.put(
          member,
          GroupFrontier.of(
              cluster.topic(member.kind().labelTopic()),
              committed.getOrDefault(member.clientName(cluster.prefix()), Map.of())));
    }
    return found;
  }

  /**
   * Refuses a member whose group has come further than its journal says: entries are gone then, and
   * its labels would be learnt twice.
   *
   * @param committed by its group
   * @param journaled where reading goes on by its journal
   * @throws RefusedStateException naming both
   */
  public static void check(
      Cluster cluster,
      MemberId member,
      List<PartitionOffset> committed,
      List<PartitionOffset> journaled) {
    String topic = cluster.topic(member.kind().labelTopic());
    for (PartitionOffset place : journaled) {
      for (PartitionOffset group : committed) {
        if (group.getPartition() == place.getPartition()
            && group.getOffset() > place.getOffset()) {
          throw new RefusedStateException(
              ("%s: by its journal offset %d of %s-%d is next, but its group %s has committed %d:"
                      + " entries of the journal are gone, or the group's offsets were reset; set"
                      + " them back with kafka-consumer-groups, or build the member anew: learner"
                      + " retrain --from-beginning --as NAME")
                  .formatted(
                      member,
                      place.getOffset(),
                      topic,
                      place.getPartition(),
                      member.clientName(cluster.prefix()),
                      group.getOffset()));
        }
      }
    }
  }
}
