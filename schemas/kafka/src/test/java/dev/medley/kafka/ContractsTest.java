package dev.medley.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.commands.ControlCommand;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.schemas.Control;
import dev.medley.schemas.ServingMode;
import dev.medley.schemas.Topic;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Topics against a real broker and a real registry. */
final class ContractsTest {
  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static SchemaRegistry registry;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    broker = KafkaBroker.start(folder.resolve("kafka"), 0);
    registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), folder.resolve("registry"), 0);
    cluster = new Cluster(broker.bootstrapServers(), registry.url(), "test.");
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  @Test
  void shouldCreateTopicsOnceWithTheirLimits() throws Exception {
    try (Admin admin = Admin.create(cluster.client())) {
      // Given
      TopicCreator creator =
          new TopicCreator(
              admin, new TopicCreator.Settings("test.", 2, (short) 1, Duration.ofDays(3)));
      List<String> first = creator.create();

      // When
      List<String> second = creator.create();

      // Then
      assertThat(first).hasSize(Topic.all().size());
      assertThat(second).isEmpty();
      Config edits = config(admin, Topic.EDITS);
      assertThat(edits.get("max.message.bytes").value()).isEqualTo(String.valueOf(20 << 20));
      assertThat(edits.get("retention.ms").value()).isEqualTo("259200000");
      assertThat(config(admin, Topic.CHECKPOINTS).get("cleanup.policy").value())
          .isEqualTo("compact");
    }
  }

  @Test
  void shouldKeepWhatElseWasAskedOfATask() throws Exception {
    // Given
    Cluster own = new Cluster(broker.bootstrapServers(), registry.url(), "control.");
    try (Admin admin = Admin.create(own.client())) {
      new TopicCreator(
              admin, new TopicCreator.Settings("control.", 2, (short) 1, Duration.ofDays(3)))
          .create();
    }
    assertThat(control(own, "pause", "email")).isZero();
    assertThat(control(own, "shadow", "summary")).isZero();
    assertThat(control(own, "roll-back", "email", "--member=dpo", "--to=3")).isZero();

    // When
    assertThat(control(own, "pin", "email", "--arm=sft", "--reason=drill")).isZero();

    // Then
    try (ControlWriter writer = new ControlWriter(own)) {
      Control email = writer.read("email").orElseThrow();
      assertThat(email.getMode()).isEqualTo(ServingMode.PIN);
      assertThat(email.getPinnedArm()).isEqualTo("sft");
      assertThat(email.getPausedAt()).isNotNull();
      assertThat(email.getRollBacks().get("dpo").getVersion()).isEqualTo(3);
      assertThat(writer.read("summary").orElseThrow().getMode()).isEqualTo(ServingMode.SHADOW);
      assertThat(writer.read("nobody")).isEmpty();
    }
  }

  private static int control(Cluster cluster, String... arguments) {
    List<String> all = new ArrayList<>();
    all.add("--bootstrap-servers=" + cluster.brokers());
    all.add("--schema-registry=" + cluster.registry());
    all.add("--topic-prefix=" + cluster.prefix());
    all.addAll(List.of(arguments));
    return new CommandLine(new ControlCommand()).execute(all.toArray(String[]::new));
  }

  private static Config config(Admin admin, Topic topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, cluster.topic(topic));
    Map<ConfigResource, Config> configs = admin.describeConfigs(List.of(resource)).all().get();
    return configs.get(resource);
  }
}
