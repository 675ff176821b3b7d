package dev.medley.kafka;

import dev.medley.schemas.Topic;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Topics that a process cannot do without, those that it only writes to among them, which would be
 * missed only when there is something to write.
 */
public final class RequiredTopics {
  private RequiredTopics() {}

  /**
   * Holds where all of them exist; needs {@code Describe} on each.
   *
   * @throws UnknownTopicOrPartitionException where some are missing, naming them and the command
   * @throws KafkaException where the broker does not answer, or does not let it be described
   */
  public static void check(Cluster cluster, Collection<Topic> topics) {
    List<String> names = topics.stream().map(cluster::topic).toList();
    try (Admin admin = Admin.create(cluster.client())) {
      Map<String, KafkaFuture<TopicDescription>> found =
          admin.describeTopics(names).topicNameValues();
      List<String> missing = names.stream().filter(name -> isMissing(found.get(name))).toList();
      if (!missing.isEmpty()) {
        throw new UnknownTopicOrPartitionException(
            "The topics %s are missing: create them with the topics command".formatted(missing));
      }
    }
  }

  private static boolean isMissing(KafkaFuture<?> description) {
    try {
      description.get();
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return true;
      }
      throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
