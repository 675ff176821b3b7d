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
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The offsets of members' consumer groups, which are committed with their journals.
 *
 * @param found what each has committed; none of what it never did
 * @param failed of whose the broker did not say, and why
 */
public record GroupOffsets(Map<MemberId, Frontier> found, Map<MemberId, KafkaException> failed) {
  /** Asks the brokers about all at once; what one does not say is that member's trouble. */
  public static GroupOffsets of(Admin admin, Cluster cluster, Collection<MemberId> members) {
    Map<MemberId, Frontier> found = new HashMap<>();
    Map<MemberId, KafkaException> failed = new HashMap<>();
    if (members.isEmpty()) {
      return new GroupOffsets(found, failed);
    }
    Map<String, ListConsumerGroupOffsetsSpec> groups =
        members.stream()
            .collect(
                toMap(
                    member -> member.clientName(cluster.prefix()),
                    member -> new ListConsumerGroupOffsetsSpec()));
    ListConsumerGroupOffsetsResult asked = admin.listConsumerGroupOffsets(groups);
    for (MemberId member : members) {
      try {
        found.put(
            member,
            GroupFrontier.of(
                cluster.topic(member.kind().labelTopic()),
                asked.partitionsToOffsetAndMetadata(member.clientName(cluster.prefix())).get()));
      } catch (ExecutionException e) {
        failed.put(
            member,
            e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause()));
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    return new GroupOffsets(found, failed);
  }

  /**
   * A member's.
   *
   * @throws KafkaException where the broker did not say
   */
  public Frontier of(MemberId member) {
    if (failed.containsKey(member)) {
      throw failed.get(member);
    }
    return found.get(member);
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
        if (group.getPartition() == place.getPartition() && group.getOffset() > place.getOffset()) {
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
