package dev.medley.kafka;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing and sets the configuration of those that are there. */
public final class TopicCreator {
  private static final int COMPACTED_SEGMENT_BYTES = 64 << 20;

  /**
   * What an operator chooses.
   *
   * @param prefix stands before every topic's name; may be empty
   * @param partitions of each topic that is created; existing topics keep theirs
   * @param replicationFactor of each topic that is created
   * @param retention age at which records of topics with cleanup delete may go
   */
  public record Settings(
      String prefix, int partitions, short replicationFactor, Duration retention) {
    public Settings {
      requireNonNull(prefix, "prefix is null");
      requireNonNull(retention, "retention is null");
      if (partitions < 1) {
        throw new IllegalArgumentException("partitions is " + partitions + ": need at least 1");
      }
    }
  }

  private final Admin admin;
  private final Settings settings;

  public TopicCreator(Admin admin, Settings settings) {
    this.admin = requireNonNull(admin, "admin is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * Makes every topic exist with its configuration; doing it again changes nothing, and two may do
   * it at once.
   *
   * @return the names of the topics that were missing
   * @throws KafkaException where the broker refuses, with the broker's reason
   */
  public List<String> create() {
    Set<String> listed = get(admin.listTopics().names());
    List<NewTopic> missing =
        Topic.all().stream()
            .filter(topic -> !listed.contains(topic.name(settings.prefix())))
            .map(this::described)
            .toList();
    Map<String, KafkaFuture<Void>> creations = admin.createTopics(missing).values();
    List<String> created =
        missing.stream().map(NewTopic::name).filter(name -> isNew(creations.get(name))).toList();
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();
    for (Topic topic : Topic.all()) {
      String name = topic.name(settings.prefix());
      if (!created.contains(name)) {
        changes.put(
            new ConfigResource(ConfigResource.Type.TOPIC, name),
            configuration(topic).entrySet().stream()
                .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
                .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                .toList());
      }
    }
    get(admin.incrementalAlterConfigs(changes).all());
    return created;
  }

  private NewTopic described(Topic topic) {
    return new NewTopic(
            topic.name(settings.prefix()), settings.partitions(), settings.replicationFactor())
        .configs(configuration(topic));
  }

  /** A broker may list a topic only some time after it was made. */
  private static boolean isNew(KafkaFuture<Void> creation) {
    try {
      get(creation);
      return true;
    } catch (KafkaException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  private Map<String, String> configuration(Topic topic) {
    Map<String, String> configuration = new LinkedHashMap<>();
    configuration.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(topic.maxMessageBytes()));
    if (topic == Topic.GENERATIONS || topic == Topic.EDITS) {
      // When an event came is for the broker to say: lateness is told by it.
      configuration.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    }
    switch (topic.cleanup()) {
      case DELETE -> {
        configuration.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        configuration.put(
            TopicConfig.RETENTION_MS_CONFIG, String.valueOf(settings.retention().toMillis()));
      }
      case COMPACT -> {
        configuration.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        // Only closed segments are compacted: with the default of 1 GB disk use never falls.
        configuration.put(
            TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(COMPACTED_SEGMENT_BYTES));
      }
    }
    return configuration;
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "The broker refused to set up topics: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while setting up topics", e);
    }
  }
}
