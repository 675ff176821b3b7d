package dev.medley.learner.journal;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.PartitionOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The offsets of a member's consumer group, which are committed with its journal. */
public final class GroupOffsets {
  private GroupOffsets() {}

  /**
   * Refuses a member whose group has come further than its journal says: entries are gone then, and
   * its labels would be learnt twice.
   *
   * @param next where reading goes on by its journal
   * @throws RefusedStateException naming both
   */
  public static void check(Cluster cluster, MemberId member, List<PartitionOffset> next) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(cluster, member);
    String topic = cluster.topic(member.kind().labelTopic());
    for (PartitionOffset place : next) {
      OffsetAndMetadata group = committed.get(new TopicPartition(topic, place.getPartition()));
      if (group != null && group.offset() > place.getOffset()) {
        throw new RefusedStateException(
            ("%s: by its journal offset %d of %s-%d is next, but its group %s has committed %d:"
                    + " entries of the journal are gone, or the group's offsets were reset; set them"
                    + " back with kafka-consumer-groups, or build the member anew: learner retrain"
                    + " --from-beginning --as NAME")
                .formatted(
                    member,
                    place.getOffset(),
                    topic,
                    place.getPartition(),
                    member.clientName(cluster.prefix()),
                    group.offset()));
      }
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(
      Cluster cluster, MemberId member) {
    try (Admin admin = Admin.create(cluster.client())) {
      return admin
          .listConsumerGroupOffsets(member.clientName(cluster.prefix()))
          .partitionsToOffsetAndMetadata()
          .get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while a member was being opened", e);
    }
  }
}
