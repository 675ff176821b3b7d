package dev.medley.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.chat.ChatHandler;
import dev.medley.testing.Platform;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose broker goes away and comes back. */
final class OutageTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void shouldServeWithoutKafkaButTakeNoEditUntilItIsBack() throws Exception {
    // Given
    ServingSettings settings =
        NodeSettings.of(TinyModel.LOUD.write(folder.resolve("base")), folder.resolve("node"));
    try (Platform platform = new Platform(folder);
        ServingNode node = ServingNode.start(Topics.make(Topics.of(platform, ""), 2), settings)) {
      Cluster cluster = Topics.of(platform, "");
      Client client = new Client(node.port());
      await().atMost(LONG).until(node::ready);
      Answer before = client.chat("email", "a mat", 4);
      platform.stopBroker();

      // When
      Answer during = client.chat("email", "a mat", 4);
      HttpResponse<InputStream> stream = client.stream("email", "a mat", Map.of("max_tokens", 4));
      List<JsonNode> events = Events.read(stream.body());
      Answer edit = client.post("/v1/edits", accepted(before));
      List<Integer> many = manyEdits(client, before);

      // Then
      assertThat(before.header(ChatHandler.TRACKED)).isEqualTo("true");
      assertThat(during.status()).isEqualTo(200);
      assertThat(during.header(ChatHandler.TRACKED)).isEqualTo("false");
      assertThat(during.body().at("/medley/tracked").asBoolean(true)).isFalse();
      assertThat(stream.headers().firstValue(ChatHandler.TRACKED)).contains("false");
      assertThat(events.get(events.size() - 1).at("/medley/tracked").asBoolean(true)).isFalse();
      assertThat(edit.status()).isEqualTo(503);
      assertThat(edit.errorCode()).isEqualTo("log_unavailable");
      assertThat(edit.header("Retry-After")).isNotEmpty();
      assertThat(many).hasSize(90).containsOnly(503);
      assertThat(client.getText("/health/live").statusCode()).isEqualTo(200);
      platform.startBroker();
      await().atMost(LONG).until(() -> client.post("/v1/edits", accepted(before)).status() == 202);
      await()
          .atMost(LONG)
          .until(() -> client.chat("email", "a", 4).header(ChatHandler.TRACKED).equals("true"));
      String id = before.body().path("id").asText();
      assertThat(Topics.read(cluster, Topic.GENERATIONS, Generation.class))
          .extracting(Generation::getId)
          .contains(id);
      assertThat(Topics.read(cluster, Topic.EDITS, Edit.class))
          .extracting(Edit::getGenerationId)
          .contains(id);
    }
  }

  /** More than may wait. */
  private static List<Integer> manyEdits(Client client, Answer chat) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(90);
    try {
      Callable<Integer> edit = () -> client.post("/v1/edits", accepted(chat)).status();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> status : threads.invokeAll(Collections.nCopies(90, edit))) {
        statuses.add(status.get());
      }
      return statuses;
    } finally {
      threads.shutdown();
    }
  }

  private static Map<String, Object> accepted(Answer chat) {
    return Map.of("id", chat.body().path("id").asText(), "action", "accepted");
  }
}
