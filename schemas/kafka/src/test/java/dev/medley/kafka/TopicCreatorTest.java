package dev.medley.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.kafka.commands.TopicsCommand;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** Topics made on a real broker, and those that are missing. */
@ExtendWith(SharedPlatform.class)
final class TopicCreatorTest {
  @Test
  void shouldCreateTopicsOnceWithTheirLimits(Platform platform) throws Exception {
    // Given
    Cluster cluster = Topics.of(platform, "test.");
    try (Admin admin = Admin.create(cluster.client())) {
      TopicCreator creator =
          new TopicCreator(
              admin, new TopicCreator.Settings("test.", 2, (short) 1, Duration.ofDays(3)));
      List<String> first = creator.create();

      // When
      List<String> second = creator.create();

      // Then
      assertThat(first).hasSize(Topic.all().size());
      assertThat(second).isEmpty();
      Config edits = config(admin, cluster, Topic.EDITS);
      assertThat(edits.get("max.message.bytes").value()).isEqualTo(String.valueOf(20 << 20));
      assertThat(edits.get("retention.ms").value()).isEqualTo("259200000");
      assertThat(config(admin, cluster, Topic.CHECKPOINTS).get("cleanup.policy").value())
          .isEqualTo("compact");
    }
  }

  @Test
  void shouldLetTwoMakeThemAtOnce(Platform platform) {
    // Given
    Cluster cluster = Topics.of(platform, "two.");
    TopicCreator.Settings settings =
        new TopicCreator.Settings(cluster.prefix(), 2, (short) 1, Duration.ofDays(3));
    try (Admin first = Admin.create(cluster.client());
        Admin second = Admin.create(cluster.client())) {
      // When
      List<CompletableFuture<List<String>>> both =
          Stream.of(first, second)
              .map(
                  admin ->
                      CompletableFuture.supplyAsync(
                          () -> new TopicCreator(admin, settings).create()))
              .toList();

      // Then
      assertThat(both.stream().flatMap(made -> made.join().stream()))
          .containsExactlyInAnyOrderElementsOf(Topic.all().stream().map(cluster::topic).toList());
    }
  }

  @Test
  void shouldAddTheTopicsThatTheReleaseBeforeLacked(Platform platform) throws Exception {
    // Given
    Cluster cluster = Topics.of(platform, "before.");
    List<Topic> added =
        List.of(
            Topic.TRAINER_JOURNAL,
            Topic.TRAINER_MANIFESTS,
            Topic.MEMBER_STATUS,
            Topic.SUPERVISION_DEAD_LETTERS,
            Topic.PREFERENCE_DEAD_LETTERS,
            Topic.COST_DEAD_LETTERS);
    try (Admin admin = Admin.create(cluster.client())) {
      admin
          .createTopics(
              Topic.all().stream()
                  .filter(topic -> !added.contains(topic))
                  .map(topic -> new NewTopic(cluster.topic(topic), 3, (short) 1))
                  .toList())
          .all()
          .get();

      // When
      int status = topics(cluster, "--partitions=2");

      // Then
      assertThat(status).isZero();
      Topics.make(cluster, 2);
      List<String> names = Topic.all().stream().map(cluster::topic).toList();
      Map<String, TopicDescription> found = admin.describeTopics(names).allTopicNames().get();
      for (Topic topic : Topic.all()) {
        assertThat(found.get(cluster.topic(topic)).partitions())
            .as(topic.name(""))
            .hasSize(added.contains(topic) ? 2 : 3);
        assertThat(config(admin, cluster, topic).get("cleanup.policy").value())
            .isEqualTo(topic.cleanup().name().toLowerCase(Locale.ROOT));
      }
    }
  }

  @Test
  void shouldNameTheTopicsThatAreMissing(Platform platform) {
    // Given
    List<Topic> written = List.of(Topic.TRAINER_JOURNAL, Topic.COST_DEAD_LETTERS);
    RequiredTopics.check(Topics.fresh(platform, 1), written);
    Cluster none = Topics.of(platform, "none.");

    // When
    assertThatThrownBy(() -> RequiredTopics.check(none, written))

        // Then
        .isInstanceOf(UnknownTopicOrPartitionException.class)
        .hasMessage(
            "The topics [none.trainer-journal, none.cost.dead-letters] are missing:"
                + " create them with the topics command");
  }

  private static int topics(Cluster cluster, String... arguments) {
    List<String> all = new ArrayList<>();
    all.add("--bootstrap-servers=" + cluster.brokers());
    all.add("--schema-registry=" + cluster.registry());
    all.add("--topic-prefix=" + cluster.prefix());
    all.addAll(List.of(arguments));
    return new CommandLine(new TopicsCommand()).execute(all.toArray(String[]::new));
  }

  private static Config config(Admin admin, Cluster cluster, Topic topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, cluster.topic(topic));
    Map<ConfigResource, Config> configs = admin.describeConfigs(List.of(resource)).all().get();
    return configs.get(resource);
  }
}
