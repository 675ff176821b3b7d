package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Bytes that were written to the one broker, of which nothing is compacted away. */
final class LogBytes {
  private LogBytes() {}

  /** Compacts no topic from now on. */
  static void keepAll(Cluster cluster) throws ExecutionException, InterruptedException {
    AlterConfigOp delete =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE),
            AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(cluster.client())) {
      admin
          .incrementalAlterConfigs(
              Topic.all().stream()
                  .filter(topic -> topic.cleanup() == Topic.Cleanup.COMPACT)
                  .collect(
                      Collectors.toMap(
                          topic ->
                              new ConfigResource(ConfigResource.Type.TOPIC, cluster.topic(topic)),
                          topic -> List.of(delete))))
          .all()
          .get();
    }
  }

  /** By topic, Kafka's own among them. */
  static Map<String, Long> byTopic(Cluster cluster)
      throws ExecutionException, InterruptedException {
    Map<String, Long> bytes = new TreeMap<>();
    try (Admin admin = Admin.create(cluster.client())) {
      int broker = admin.describeCluster().nodes().get().iterator().next().id();
      admin
          .describeLogDirs(List.of(broker))
          .allDescriptions()
          .get()
          .get(broker)
          .values()
          .forEach(
              folder ->
                  folder
                      .replicaInfos()
                      .forEach(
                          (partition, replica) ->
                              bytes.merge(partition.topic(), replica.size(), Long::sum)));
    }
    return bytes;
  }
}
