package dev.medley.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.serving.Client;
import dev.medley.serving.NodeSettings;
import dev.medley.serving.ServingNode;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A node's endpoint says what docs/metrics.md says, and nothing that users choose. */
@ExtendWith(SharedPlatform.class)
final class ServingMetricsTest {
  private static final Path DOCUMENT = Path.of("../../docs/metrics.md");
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final Set<String> LABELS =
      Set.of("task", "member", "arm", "reason", "action", "finish_reason", "trouble", "le");
  private static final Set<String> HTTP_LABELS = Set.of("route", "method", "status");

  @TempDir private Path folder;

  @Test
  void shouldShowWhatIsDocumented(Platform platform) throws Exception {
    // Given
    Cluster cluster = Topics.fresh(platform, 2);
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    try (LanguageModel model = TinyModel.load(base);
        CheckpointPublisher publisher =
            new CheckpointPublisher(
                cluster, model.digest(), CheckpointSigner.of(keys.privateKey()));
        ServingNode node =
            ServingNode.start(cluster, NodeSettings.of(base, folder.resolve("node")))) {
      Client client = new Client(node.port());
      await().atMost(LONG).until(node::ready);
      Path adapter = TinyModel.writeAdapter(model, folder.resolve("peft"), 1);
      publisher.publish("email", "sft", 1, Adapter.of(adapter));
      await().atMost(LONG).until(() -> node.version("email", "sft") == 1);
      client.chat("email", "a secret text", 4);
      client.chat("a-users-own-task", "a secret text", 4);
      client.get("/v1/ensemble/a-users-own-task");
      client.get("/a-users-own-path");
      client.post("/v1/edits", Map.of("id", "secret-1", "action", "edited", "text", "a secret"));
      client.post("/v1/edits", elsewhere("secret-2"));
      client.post("/v1/edits", Map.of("id", "secret-1", "action", "a-users-own-action"));

      // When
      String page = client.getText("/metrics").body();

      // Then
      assertThat(documented("\\|")).containsAll(names(page));
      assertThat(names(page)).containsAll(documented("\\| [^†]*$"));
      assertThat(labels(page)).containsAll(LABELS);
      assertThat(labels(page)).allMatch(l -> LABELS.contains(l) || HTTP_LABELS.contains(l));
      assertThat(page)
          .contains(
              "medley_adapter_publish_to_served_seconds_count{member=\"sft\",task=\"email\"} 1")
          .contains("medley_checkpoints_refused_total{reason=\"digest\"} 0.0")
          .doesNotContain("secret")
          .doesNotContain("a-users-own");
    }
  }

  private static Map<String, ?> elsewhere(String id) {
    List<?> messages = List.of(Map.of("role", "user", "content", "a secret context"));
    return Map.of(
        "id", id,
        "action", "accepted",
        "task", "email",
        "messages", messages,
        "response", "a secret");
  }

  private static Set<String> names(String page) {
    return matches("(?m)^# TYPE (\\S+)(?<!_max) ", page);
  }

  private static Set<String> labels(String page) {
    return matches("[{,]([a-z_]+)=\"", page);
  }

  private static Set<String> documented(String rest) throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf("## Serving node\n");
    int end = document.indexOf("\n## ", begin);
    return matches("(?m)^\\| `(\\w+)` " + rest, document.substring(begin, end));
  }

  private static Set<String> matches(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
