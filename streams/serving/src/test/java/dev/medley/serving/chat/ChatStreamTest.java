package dev.medley.serving.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.serving.Client;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.Events;
import dev.medley.serving.NodeSettings;
import dev.medley.serving.ServingNode;
import dev.medley.serving.events.GenerationId;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Streamed chats against a whole node, a real broker and libtorch. */
@ExtendWith(SharedPlatform.class)
final class ChatStreamTest {
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir static Path folder;
  private static Cluster cluster;
  private static ServingNode node;
  private static Client client;

  @BeforeAll
  static void start(Platform platform) throws Exception {
    cluster = Topics.fresh(platform, 2);
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    node = ServingNode.start(cluster, NodeSettings.of(base, folder.resolve("node")));
    client = new Client(node.port());
    await().atMost(LONG).until(node::ready);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void shouldStreamTheTextThatIsGivenWholeElse() throws Exception {
    // Given
    Answer whole = client.chat("email", "the cat", 60);

    // When
    List<JsonNode> chunks = stream("email", Map.of("max_tokens", 60));

    // Then
    assertThat(whole.status()).as("%s", whole.body()).isEqualTo(200);
    assertThat(Events.text(chunks))
        .isEqualTo(whole.body().at("/choices/0/message/content").asText());
    assertThat(chunks).hasSizeGreaterThan(4);
    assertThat(chunks).extracting(chunk -> chunk.path("id").asText()).containsOnly(id(chunks));
    assertThat(GenerationId.task(id(chunks))).contains("email");
    assertThat(chunks).allMatch(c -> c.path("object").asText().equals("chat.completion.chunk"));
    assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(chunks).noneMatch(chunk -> chunk.has("usage"));
    JsonNode last = chunks.get(chunks.size() - 1);
    assertThat(last.at("/choices/0/finish_reason"))
        .isEqualTo(whole.body().at("/choices/0/finish_reason"));
    assertThat(last.at("/medley/tracked").asBoolean()).isTrue();
  }

  @Test
  void shouldEndWithUsageWhereItIsAsked() throws Exception {
    // Given
    Map<String, Object> usage =
        Map.of("max_tokens", 9, "stream_options", Map.of("include_usage", true));
    Answer whole = client.chat("email", "the cat", 9);

    // When
    List<JsonNode> chunks = stream("email", usage);

    // Then
    JsonNode last = chunks.get(chunks.size() - 1);
    assertThat(last.path("choices")).isEmpty();
    assertThat(last.path("usage")).isEqualTo(whole.body().path("usage"));
    assertThat(chunks.subList(0, chunks.size() - 1)).allMatch(c -> c.path("usage").isNull());
  }

  @Test
  void shouldLogTheGenerationBeforeItEnds() throws Exception {
    // Given
    HttpResponse<InputStream> response =
        client.stream("logged", "the cat", Map.of("max_tokens", 9));
    try (Events events = new Events(response.body())) {
      String data = events.next();

      // When
      while (data.contains("\"finish_reason\":null")) {
        data = events.next();
      }

      // Then
      assertThat(logged("logged"))
          .extracting(Generation::getFinishReason)
          .doesNotContainNull()
          .hasSize(1);
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
    }
  }

  @Test
  void shouldCancelWhatNobodyReadsAnyMore() throws Exception {
    // Given
    List<Events> readers = new ArrayList<>();
    Map<String, Object> longOnes = Map.of("max_tokens", 200, "temperature", 1);
    for (int i = 0; i < 30; i++) {
      readers.add(new Events(client.stream("gone", "the cat", longOnes).body()));
    }

    // When
    for (Events reader : readers) {
      reader.close();
    }

    // Then
    await().atMost(LONG).until(() -> logged("gone").size() == 30);
    assertThat(logged("gone"))
        .extracting(Generation::getFinishReason)
        .contains(FinishReason.CANCELLED);
  }

  @Test
  void shouldLogWhatTheRequestNamedAndWhatItLimited() throws Exception {
    // When
    client.chat("limits", "the cat", 3);
    client.chat("limits", "the cat", 200);
    client.chat("limits/base", "the cat", 3);

    // Then
    // Where nobody learns a task there is nothing to choose, so that all count as pinned.
    assertThat(logged("limits"))
        .filteredOn(Generation::getPinned)
        .extracting(found -> found.getSampling().getMaxTokens())
        .containsExactlyInAnyOrder(3, 200, 3);
    assertThat(logged("limits"))
        .filteredOn(found -> found.getFinishReason() == FinishReason.LENGTH)
        .filteredOn(Generation::getLimited)
        .extracting(found -> found.getSampling().getMaxTokens())
        .containsExactly(3, 3);
  }

  @Test
  void shouldRefuseBeforeItStreams() throws Exception {
    // When
    HttpResponse<InputStream> refused = client.stream("email", "the cat", Map.of("max_tokens", 0));

    // Then
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new String(refused.body().readAllBytes(), UTF_8)).contains("max_tokens");
  }

  @Test
  void shouldDrawAnewWithoutASeedAndTheSameWithOne() throws Exception {
    // Given
    Map<String, Object> unseeded = Map.of("max_tokens", 30, "temperature", 1.5);
    Map<String, Object> seeded = Map.of("max_tokens", 30, "temperature", 1.5, "seed", 7);

    // When
    List<String> texts = new ArrayList<>();
    for (Map<String, Object> request : List.of(unseeded, unseeded, seeded, seeded)) {
      texts.add(Events.text(stream("draws", request)));
    }

    // Then
    assertThat(texts.get(0)).isNotEqualTo(texts.get(1));
    assertThat(texts.get(2)).isEqualTo(texts.get(3));
  }

  @Test
  void shouldListItsModels() throws Exception {
    // When
    Answer models = client.get("/v1/models");
    Answer base = client.get("/v1/models/base");
    Answer none = client.get("/v1/models/nobody/sft");

    // Then
    assertThat(models.body().path("object").asText()).isEqualTo("list");
    assertThat(models.body().path("data")).anyMatch(model -> model.equals(base.body()));
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.errorCode()).isEqualTo("model_not_found");
  }

  @Test
  void shouldDescribeItsRoutesAndNoOthers() throws Exception {
    // Given
    Set<String> served = new TreeSet<>();
    node.endpoints()
        .forEach(
            endpoint ->
                served.add(
                    endpoint.method().name()
                        + " "
                        + endpoint.path().replace('<', '{').replace('>', '}')));

    // The console's are its page's own.
    served.removeIf(each -> each.contains(" /console"));

    // When
    JsonNode document = client.get("/openapi.json").body();

    // Then
    Set<String> described = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        key -> described.add(key.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    described.removeIf(each -> each.startsWith("PARAMETERS"));
    assertThat(document.path("openapi").asText()).startsWith("3.1");
    assertThat(described).isEqualTo(served);
  }

  private static List<JsonNode> stream(String model, Map<String, ?> more) throws Exception {
    return Events.read(client.stream(model, "the cat", more).body());
  }

  private static String id(List<JsonNode> chunks) {
    return chunks.get(0).path("id").asText();
  }

  private static List<Generation> logged(String task) {
    return Topics.read(cluster, Topic.GENERATIONS, Generation.class).stream()
        .filter(found -> found.getTask().equals(task))
        .toList();
  }
}
