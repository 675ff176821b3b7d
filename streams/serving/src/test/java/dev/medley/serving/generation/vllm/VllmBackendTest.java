package dev.medley.serving.generation.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.control.ControlChange;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.serving.Client;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.Events;
import dev.medley.serving.NodeSettings;
import dev.medley.serving.ServingNode;
import dev.medley.serving.TestingVllm;
import dev.medley.serving.generation.AdapterSettings;
import dev.medley.serving.generation.ServedAdapter;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.subscriber.PeftCheckpoint;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole node whose responses another server generates, and what that server may do to it. */
@ExtendWith(SharedPlatform.class)
final class VllmBackendTest {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final Map<String, Object> CHAT =
      Map.of("model", "passes", "messages", List.of(Map.of("role", "user", "content", "hi")));

  @TempDir static Path folder;
  private static Cluster cluster;
  private static TestingVllm vllm;
  private static LanguageModel model;
  private static CheckpointPublisher publisher;
  private static ServingNode node;
  private static Client client;

  @BeforeAll
  static void start(Platform platform) throws Exception {
    cluster = Topics.fresh(platform, 2);
    vllm = new TestingVllm();
    model = TinyModel.load(TinyModel.LOUD.write(folder.resolve("base")));
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    publisher =
        new CheckpointPublisher(cluster, model.digest(), CheckpointSigner.of(keys.privateKey()));
    node =
        ServingNode.start(
            cluster, NodeSettings.vllm(vllm.port(), model.digest(), folder.resolve("node")));
    client = new Client(node.port());
    await().atMost(LONG).until(node::ready);
  }

  @AfterAll
  static void stop() {
    node.close();
    vllm.close();
    publisher.close();
    model.close();
  }

  @Test
  void shouldServeTheNewestAdapterUnderItsOwnNameAndUnloadTheOld() throws Exception {
    // Given
    publish("names", 1);
    await().atMost(LONG).until(() -> says("names").startsWith("names-sft-1-"));
    String first = says("names").split(" ", -1)[0];

    // When
    publish("names", 2);

    // Then
    await().atMost(LONG).until(() -> says("names").startsWith("names-sft-2-"));
    await().atMost(LONG).until(() -> !vllm.loaded().contains(first));
    assertThat(vllm.loaded()).contains(says("names").split(" ", -1)[0]);
    assertThat(client.chat("base", "hi", 9).body().at("/choices/0/message/content").asText())
        .startsWith(TestingVllm.BASE);
  }

  @Test
  void shouldStreamWithTheBackendsUsageAndLogIt() throws Exception {
    // Given
    Map<String, Object> usage = Map.of("stream_options", Map.of("include_usage", true));

    // When
    List<JsonNode> chunks = Events.read(client.stream("streams", "hi", usage).body());

    // Then
    assertThat(Events.text(chunks)).isEqualTo(TestingVllm.BASE + " word word word");
    assertThat(chunks.get(chunks.size() - 1).at("/usage/total_tokens").asInt()).isEqualTo(9);
    Generation logged = logged("streams").get(0);
    assertThat(logged.getFinishReason()).isEqualTo(FinishReason.STOP);
    assertThat(logged.getPromptTokens()).isEqualTo(5);
    assertThat(logged.getResponse()).isEqualTo(Events.text(chunks));
  }

  @Test
  void shouldKeepTheOldAdapterWhereTheNewIsRefused() throws Exception {
    // Given
    publish("refused", 1);
    await().atMost(LONG).until(() -> says("refused").startsWith("refused-sft-1-"));
    long before = node.refusedCheckpoints();
    vllm.refused.add("refused-sft-2-");

    // When
    publish("refused", 2);

    // Then
    await().atMost(LONG).until(() -> node.refusedCheckpoints() == before + 1);
    assertThat(says("refused")).startsWith("refused-sft-1-");
    assertThat(client.get("/health/ready").body().at("/refusedCheckpoint/reason").asText())
        .isEqualTo("listener");
  }

  @Test
  void shouldLetTheBaseAnswerWhileAnAdapterIsSlowToLoadOnceForAll() throws Exception {
    // Given
    AdapterSettings hasty = new AdapterSettings(1 << 30, Duration.ofMillis(300));
    publish("cold", 1);
    try (ServingNode other =
        ServingNode.start(
            cluster,
            NodeSettings.vllm(vllm.port(), model.digest(), folder.resolve("hasty"), hasty))) {
      await().atMost(LONG).until(other::ready);
      Client user = new Client(other.port());
      vllm.loadMillis = LONG.toMillis();
      int before = vllm.loads.get();

      // When
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(user.chat("cold", "hi", 9));
      }
      Answer named = user.chat("cold/sft", "hi", 9);

      // Then
      assertThat(answers)
          .extracting(answer -> answer.body().at("/medley/fallback_from").asText())
          .containsOnly("sft");
      assertThat(named.status()).isEqualTo(503);
      vllm.loadMillis = 0;
      await()
          .atMost(LONG)
          .until(
              () -> user.chat("cold", "hi", 9).body().at("/medley/member").asText().equals("sft"));
      assertThat(vllm.loads.get()).isEqualTo(before + 1);
    } finally {
      vllm.loadMillis = 0;
    }
  }

  @Test
  void shouldAnswerByTheVersionBeforeOneThatTheBackendRefuses() throws Exception {
    // Given
    publish("older", 1);
    await().atMost(LONG).until(() -> node.version("older", "sft") == 1);
    vllm.refused.add("older-sft-2-");
    publish("older", 2);
    await().atMost(LONG).until(() -> node.version("older", "sft") == 2);
    long before = node.refusedCheckpoints();

    // When
    String said = says("older");

    // Then
    assertThat(said).startsWith("older-sft-1-");
    assertThat(node.refusedCheckpoints()).isEqualTo(before + 1);
  }

  @Test
  void shouldLoadLaterWhatFailsForAReasonThatPasses() throws Exception {
    // Given
    publish("passing", 1);
    await().atMost(LONG).until(() -> node.version("passing", "sft") == 1);
    long before = node.refusedCheckpoints();
    vllm.slots = 0;

    // When
    List<Answer> during = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        during.add(client.chat("passing/sft", "hi", 9));
      }
    } finally {
      vllm.slots = 100;
    }

    // Then
    assertThat(during).extracting(Answer::errorCode).containsOnly("adapter_loading");
    await().atMost(LONG).until(() -> client.chat("passing/sft", "hi", 9).status() == 200);
    assertThat(node.refusedCheckpoints()).isEqualTo(before);
    assertThat(client.getText("/metrics").body())
        .doesNotContain("medley_adapter_load_failures_total 0.0");
  }

  @Test
  void shouldServeOnWhereAnEvictedCopyOfTheSameVersionEnds() throws Exception {
    // Given
    try (VllmBackend backend = backend(folder.resolve("twice"))) {
      PeftCheckpoint peft = peft("twice", folder.resolve("twice"));
      CountDownLatch freed = new CountDownLatch(1);
      ServedAdapter.Published evicted = backend.load(peft, freed::countDown);
      ServedAdapter.Published serving = backend.load(peft, () -> {});

      // When
      evicted.release();

      // Then
      assertThat(freed.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(loadedOf("twice")).containsExactly(((ServedAdapter.Remote) serving).model());
      serving.release();
    }
  }

  @Test
  void shouldUnloadWhatANodeOfBeforeHadLoadedFromItsFolderAndNothingElse() throws Exception {
    // Given
    try (VllmBackend before = backend(folder.resolve("mine"))) {
      before.load(peft("mine", folder.resolve("mine")), () -> {});
      before.load(peft("others", folder.resolve("others")), () -> {});
    }

    // When
    try (VllmBackend after = backend(folder.resolve("mine"))) {
      await().atMost(LONG).until(() -> loadedOf("mine").isEmpty());

      // Then
      assertThat(after.ready()).isTrue();
      assertThat(loadedOf("others")).hasSize(1);
    }
  }

  @Test
  void shouldServeTheOldAdapterWhileTheNewLoads() throws Exception {
    // Given
    publish("slow", 1);
    await().atMost(LONG).until(() -> says("slow").startsWith("slow-sft-1-"));
    vllm.loadMillis = 1_500;
    List<String> said = new ArrayList<>();

    // When
    publish("slow", 2);
    try {
      await()
          .atMost(LONG)
          .until(
              () -> {
                said.add(says("slow"));
                return said.get(said.size() - 1).startsWith("slow-sft-2-");
              });
    } finally {
      vllm.loadMillis = 0;
    }

    // Then
    assertThat(said).filteredOn(text -> text.startsWith("slow-sft-1-")).hasSizeGreaterThan(3);
  }

  @Test
  void shouldLoadAgainWhatARestartForgot() throws Exception {
    // Given
    publish("forgot", 1);
    await().atMost(LONG).until(() -> says("forgot").startsWith("forgot-sft-1-"));
    List<String> said = new ArrayList<>();

    // When
    for (int i = 0; i < 5; i++) {
      vllm.forget();
      said.add(says("forgot"));
    }

    // Then
    assertThat(said).allMatch(text -> text.startsWith("forgot-sft-1-"));
  }

  @Test
  void shouldWaitForASlotThatIsAboutToBeFree() throws Exception {
    // Given
    publish("slots", 1);
    await().atMost(LONG).until(() -> says("slots").startsWith("slots-sft-1-"));
    vllm.slots = 0;
    long before = node.refusedCheckpoints();

    // When
    publish("slots", 2);
    Thread.sleep(1_500);
    String meanwhile = says("slots");
    vllm.slots = 100;

    // Then
    await().atMost(LONG).until(() -> says("slots").startsWith("slots-sft-2-"));
    assertThat(meanwhile).startsWith("slots-sft-1-");
    assertThat(node.refusedCheckpoints()).isEqualTo(before);
  }

  @Test
  void shouldSayThatTheBackendIsAwayAndLoadWhatCameMeanwhile() throws Exception {
    // Given
    publish("away", 1);
    await().atMost(LONG).until(() -> says("away").startsWith("away-sft-1-"));
    long before = node.refusedCheckpoints();
    vllm.stop();

    // When
    Answer during = client.chat("away", "hi", 9);
    publish("away", 2);
    await().atMost(LONG).until(() -> client.getText("/health/ready").statusCode() == 503);
    vllm.start();

    // Then
    assertThat(during.status()).isEqualTo(503);
    assertThat(during.errorCode()).isEqualTo("backend_unavailable");
    assertThat(during.header("Retry-After")).isNotEmpty();
    await().atMost(LONG).until(() -> client.chat("away/sft", "hi", 9).status() == 200);
    await().atMost(LONG).until(() -> says("away").startsWith("away-sft-2-"));
    assertThat(node.refusedCheckpoints()).isEqualTo(before);
  }

  @Test
  void shouldEndTheBackendsWorkWhenTheClientGoesAway() throws Exception {
    // Given
    int before = vllm.aborted.get();
    Events events = new Events(client.stream("left", "forever", Map.of()).body());
    events.next();
    events.next();

    // When
    events.close();

    // Then
    await().atMost(LONG).until(() -> vllm.aborted.get() > before);
    await().atMost(LONG).until(() -> !logged("left").isEmpty());
    assertThat(logged("left").get(0).getFinishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void shouldLetTheBaseAnswerForAnArmThatFailsAndThenNotChooseItForAWhile() throws Exception {
    // Given
    publish("fails", 1);
    await().atMost(LONG).until(() -> says("fails").startsWith("fails-sft-1-"));
    vllm.failing.add("fails-sft-");

    // When
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(client.chat("fails", "hi", 9));
    }
    List<JsonNode> stream = Events.read(client.stream("fails", "hi", Map.of()).body());

    // Then
    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers)
        .extracting(answer -> answer.body().at("/medley/fallback_from").asText())
        .containsExactly("sft", "sft", "sft", "", "");
    assertThat(Events.text(stream)).startsWith(TestingVllm.BASE);
    // A kept connection may have been closed just then: that request is sent again.
    assertThat(vllm.failures.get()).isBetween(3, 4);
    assertThat(client.get("/v1/ensemble/fails").body().at("/arms/1/resting").asBoolean()).isTrue();
    assertThat(client.getText("/metrics").body())
        .contains("medley_ensemble_failed_choices_total{arm=\"sft\",task=\"fails\"} 3.0");
    assertThat(client.chat("fails/sft", "hi", 9).status()).isEqualTo(502);
  }

  @Test
  void shouldStreamTheBasesResponseForAnArmThatFails() throws Exception {
    // Given
    publish("falls", 1);
    await().atMost(LONG).until(() -> says("falls").startsWith("falls-sft-1-"));
    vllm.failing.add("falls-sft-");

    // When
    List<JsonNode> stream = Events.read(client.stream("falls", "hi", Map.of()).body());

    // Then
    assertThat(Events.text(stream)).startsWith(TestingVllm.BASE);
    assertThat(stream.get(stream.size() - 1).at("/medley/fallback_from").asText()).isEqualTo("sft");
  }

  @Test
  void shouldLogAResponseAsCutThatTheNodeEndsAtItsDeadline() throws Exception {
    // Given
    Path data = folder.resolve("impatient");
    try (ServingNode other =
        ServingNode.start(
            cluster,
            NodeSettings.vllm(vllm.port(), model.digest(), data, Duration.ofMillis(500)))) {
      await().atMost(LONG).until(other::ready);

      // When
      Answer answer = new Client(other.port()).chat("late", "forever", 1_000);

      // Then
      assertThat(answer.status()).isEqualTo(504);
      assertThat(logged("late"))
          .extracting(Generation::getFinishReason)
          .containsExactly(FinishReason.LENGTH);
    }
  }

  @Test
  void shouldPassOnWhatItDoesNotReadItselfAndBoundNothingByItself() throws Exception {
    // Given
    Map<String, Object> chat = new HashMap<>(CHAT);
    chat.put("top_k", 5);
    chat.put("response_format", Map.of("type", "json_object"));

    // When
    Answer answer = client.post("/v1/chat/completions", chat);

    // Then
    assertThat(answer.status()).isEqualTo(200);
    assertThat(vllm.asked.path("top_k").asInt()).isEqualTo(5);
    assertThat(vllm.asked.at("/response_format/type").asText()).isEqualTo("json_object");
    assertThat(vllm.asked.has("max_tokens")).isFalse();
    assertThat(logged("passes").get(0).getSampling().getMaxTokens()).isZero();
  }

  @Test
  void shouldBoundByTheTasksSettingWhereThePositionsLeaveAsMuch() throws Exception {
    // Given
    Map<String, Object> chat = new HashMap<>(CHAT);
    chat.put("model", "bounded");
    new ControlWriter(cluster).change("bounded", ControlChange.maxTokens(300), "");
    await()
        .atMost(LONG)
        .until(() -> client.get("/v1/ensemble/bounded").body().path("maxTokens").asInt() == 300);

    // When
    client.post("/v1/chat/completions", chat);
    JsonNode bounded = vllm.asked;
    vllm.positions = 200;
    Answer near = client.post("/v1/chat/completions", chat);
    vllm.positions = Integer.MAX_VALUE;

    // Then
    assertThat(bounded.path("max_tokens").asInt()).isEqualTo(300);
    assertThat(near.status()).isEqualTo(200);
    assertThat(vllm.asked.has("max_tokens")).isFalse();
  }

  @Test
  void shouldTellAnEndFromAnAbortAndFromAFilter() throws Exception {
    // When
    Answer aborted = client.chat("ends", "ends by abort", 9);
    Answer filtered = client.chat("ends", "ends by content_filter", 9);

    // Then
    assertThat(aborted.status()).isEqualTo(502);
    assertThat(aborted.errorCode()).isEqualTo("backend_failed");
    assertThat(filtered.body().at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    assertThat(logged("ends"))
        .extracting(Generation::getFinishReason)
        .containsExactly(FinishReason.CONTENT_FILTER);
  }

  @Test
  void shouldSayThatTheBackendBrokeOff() throws Exception {
    // When
    Answer whole = client.chat("breaks", "broken", 9);
    Events stream = new Events(client.stream("breaks", "broken", Map.of()).body());
    String last = "";
    for (String data = stream.next(); data != null; data = stream.next()) {
      last = data;
    }

    // Then
    assertThat(whole.status()).isEqualTo(502);
    assertThat(whole.errorCode()).isEqualTo("backend_failed");
    assertThat(last).contains("\"error\"").contains("backend_failed");
  }

  private static VllmBackend backend(Path adapters) {
    return new VllmBackend(
        NodeSettings.vllm(vllm.port(), model.digest(), folder).vllm().orElseThrow(),
        adapters,
        8,
        new ServingMetrics());
  }

  private static PeftCheckpoint peft(String task, Path under) throws Exception {
    Path directory = TinyModel.writeAdapter(model, under.resolve("1"), 1);
    return new PeftCheckpoint(
        Adapter.of(directory).checkpoint(task, "sft", 1, model.digest()), directory);
  }

  private static List<String> loadedOf(String task) {
    return vllm.loaded().stream().filter(name -> name.startsWith(task + "-")).toList();
  }

  private static void publish(String task, long version) throws Exception {
    Path peft = folder.resolve("peft-%s-%d".formatted(task, version));
    publisher.publish(
        task, "sft", version, Adapter.of(TinyModel.writeAdapter(model, peft, version)));
  }

  /** What the task's member says; empty until it is there. */
  private static String says(String task) throws Exception {
    Answer answer = client.chat(task + "/sft", "hi", 9);
    assertThat(answer.status()).as("%s", answer.body()).isIn(200, 404);
    return answer.body().at("/choices/0/message/content").asText();
  }

  private static List<Generation> logged(String task) {
    return Topics.read(cluster, Topic.GENERATIONS, Generation.class).stream()
        .filter(found -> found.getTask().equals(task))
        .toList();
  }
}
