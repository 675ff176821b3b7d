package dev.medley.local.processes;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicCreator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks the broker whether it is there, and makes its topics. */
public final class Broker {
  // A folder may lie for weeks before it is started again.
  private static final Duration RETENTION = Duration.ofDays(30);

  private final Cluster cluster;

  public Broker(Cluster cluster) {
    this.cluster = cluster;
  }

  public boolean answers() {
    Map<String, Object> properties = cluster.client();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "2000");
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "1000");
    try (Admin admin = Admin.create(properties)) {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Makes the missing topics; gives their names. */
  public List<String> createTopics(int partitions) {
    try (Admin admin = Admin.create(cluster.client())) {
      return new TopicCreator(
              admin, new TopicCreator.Settings(cluster.prefix(), partitions, (short) 1, RETENTION))
          .create();
    }
  }
}
