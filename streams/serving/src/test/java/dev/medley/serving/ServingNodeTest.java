package dev.medley.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.control.ControlChange;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Fault;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.schemas.ArmStatistics;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Control;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.ServingMode;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.events.GenerationId;
import dev.medley.serving.generation.ServedAdapter;
import dev.medley.serving.generation.local.Job;
import dev.medley.serving.generation.local.Scheduler;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.testing.ForeignSchemas;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole node over HTTP, with a real broker, a real registry and libtorch. */
@ExtendWith(SharedPlatform.class)
final class ServingNodeTest {
  private static final String FOREIGN = "foreign";
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir static Path folder;
  private static Cluster cluster;
  private static LanguageModel model;
  private static CheckpointPublisher publisher;
  private static Costs costs;
  private static ServingNode node;
  private static Client client;

  @BeforeAll
  static void start(Platform platform) throws Exception {
    cluster = Topics.fresh(platform, 2);
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    model = TinyModel.load(base);
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    publisher =
        new CheckpointPublisher(cluster, model.digest(), CheckpointSigner.of(keys.privateKey()));
    costs = new Costs(cluster);
    node =
        ServingNode.start(
            cluster,
            NodeSettings.of(
                base, folder.resolve("node"), keys.trusted().toString(), Duration.ofSeconds(30)));
    client = new Client(node.port());
    await().atMost(LONG).until(() -> client.getText("/health/ready").statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    node.close();
    publisher.close();
    costs.close();
    model.close();
  }

  @Test
  void shouldAnswerAndLogTheGenerationFirst() throws Exception {
    // When
    Answer answer = client.chat("letters", "the cat sat", 12);

    // Then
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    JsonNode body = answer.body();
    Generation logged = generation(body.path("id").asText());
    assertThat(logged.getResponse()).isEqualTo(body.at("/choices/0/message/content").asText());
    assertThat(logged.getTask()).isEqualTo("letters");
    assertThat(logged.getUser()).isEqualTo("u-7");
    assertThat(logged.getMember()).isEqualTo("base");
    assertThat(logged.getPropensity()).isEqualTo(1);
    assertThat(logged.getMessages().get(0).getContent()).isEqualTo("the cat sat");
    assertThat(logged.getSampling().getMaxTokens()).isEqualTo(12);
    assertThat(body.path("object").asText()).isEqualTo("chat.completion");
    assertThat(body.at("/choices/0/finish_reason").asText()).isIn("stop", "length");
    assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(logged.getPromptTokens());
    assertThat(body.at("/medley/task").asText()).isEqualTo("letters");
  }

  @Test
  void shouldGiveTheSameGreedyTextAloneAndInACrowd() throws Exception {
    // Given
    String alone = content(client.chat("crowd", "a mat", 40));

    // When
    List<String> together = inParallel(12, () -> content(client.chat("crowd", "a mat", 40)));

    // Then
    assertThat(together).hasSize(12).containsOnly(alone);
  }

  @Test
  void shouldStopWhereItIsAsked() throws Exception {
    // Given
    String whole = content(client.chat("stops", "a mat", 40));
    String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 2);
    Map<String, Object> request =
        Map.of(
            "model",
            "stops",
            "max_tokens",
            40,
            "stop",
            List.of("no such text", stop),
            "messages",
            List.of(Map.of("role", "user", "content", "a mat")));

    // When
    Answer answer = client.post("/v1/chat/completions", request);
    Answer empty = client.post("/v1/chat/completions", Map.of("model", "stops", "stop", ""));

    // Then
    assertThat(content(answer)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(answer.body().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(empty.status()).isEqualTo(400);
  }

  @Test
  void shouldTakeAnEdit() throws Exception {
    // When
    Answer answer =
        client.post(
            "/v1/edits",
            Map.of(
                "id",
                "elsewhere-1",
                "revision",
                1,
                "action",
                "edited",
                "text",
                "a dog",
                "task",
                "letters",
                "response",
                "a cat",
                "messages",
                List.of(Map.of("role", "user", "content", "pets"))));

    // Then
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().path("revision").asInt()).isEqualTo(1);
    Edit edit =
        Topics.read(cluster, Topic.EDITS, Edit.class).stream()
            .filter(found -> found.getGenerationId().equals("elsewhere-1"))
            .findAny()
            .orElseThrow();
    assertThat(edit.getAction()).isEqualTo(EditAction.EDITED);
    assertThat(edit.getText()).isEqualTo("a dog");
    assertThat(edit.getRevision()).isEqualTo(1);
    assertThat(edit.getTask()).isEqualTo("letters");
    assertThat(edit.getResponse()).isEqualTo("a cat");
    assertThat(Topics.read(cluster, Topic.EDITS))
        .filteredOn(found -> found.key().equals("elsewhere-1"))
        .extracting(found -> TraceParent.of(found.headers()))
        .containsExactly(Client.TRACE);
  }

  @Test
  void shouldStampWhatATasksEditsAreCountedInAndNumberNone() throws Exception {
    // Given
    new ControlWriter(cluster).change("code", ControlChange.countedIn(CostUnit.CODE), "");
    await()
        .atMost(LONG)
        .until(
            () -> client.get("/v1/ensemble/code").body().path("costUnit").asText().equals("code"));
    String id = GenerationId.of("code");

    // When
    Answer answer = client.post("/v1/edits", Map.of("id", id, "action", "accepted"));

    // Then
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().has("revision")).isFalse();
    Edit edit =
        Topics.read(cluster, Topic.EDITS, Edit.class).stream()
            .filter(found -> found.getGenerationId().equals(id))
            .findAny()
            .orElseThrow();
    assertThat(edit.getRevision()).isEqualTo(-1);
    assertThat(edit.getCostUnit()).isEqualTo(CostUnit.CODE);
  }

  @Test
  void shouldLeaveAsManyTokensAsThereArePositionsAndRefuseWhatItCannotDo() throws Exception {
    // Given
    String text = "a mat ".repeat(30);
    List<Map<String, String>> messages = List.of(Map.of("role", "user", "content", text));

    // When
    Answer open =
        client.post("/v1/chat/completions", Map.of("model", "open", "messages", messages));
    Answer tooMany = client.chat("open", text, 100_000);
    Answer unknown =
        client.post(
            "/v1/chat/completions", Map.of("model", "open", "messages", messages, "top_k", 5));

    // Then
    assertThat(open.status()).as("%s", open.body()).isEqualTo(200);
    assertThat(generation(open.body().path("id").asText()).getSampling().getMaxTokens()).isZero();
    assertThat(tooMany.status()).isEqualTo(400);
    assertThat(tooMany.body().at("/error/message").asText()).contains("100000");
    assertThat(unknown.errorCode()).isEqualTo("unsupported_parameter");
    assertThat(unknown.body().at("/error/param").asText()).isEqualTo("top_k");
  }

  @Test
  void shouldNameEachRequestInItsAnswer() throws Exception {
    // Given
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + node.port() + "/v1/no-such-route"));

    // When
    List<String> ids = new ArrayList<>();
    for (String named : List.of("mine-1", "not a name", "x".repeat(101))) {
      HttpResponse<Void> answer =
          HttpClient.newHttpClient()
              .send(
                  request.setHeader("X-Request-Id", named).build(),
                  HttpResponse.BodyHandlers.discarding());
      ids.add(answer.headers().firstValue("x-request-id").orElseThrow());
    }
    Answer refused = client.post("/v1/chat/completions", "{");

    // Then
    assertThat(ids.get(0)).isEqualTo("mine-1");
    assertThat(ids.subList(1, 3)).allMatch(id -> id.matches("[0-9a-f-]{36}"));
    assertThat(refused.header("x-request-id")).matches("[0-9a-f-]{36}");
  }

  @Test
  void shouldRefuseABlankEdit() throws Exception {
    // When
    Answer answer =
        client.post(
            "/v1/edits", Map.of("id", GenerationId.of("letters"), "action", "edited", "text", " "));

    // Then
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().at("/error/param").asText()).isEqualTo("text");
  }

  @Test
  void shouldSwapAdaptersWhileRequestsRun() throws Exception {
    // Given
    int open = node.openAdapters();
    publish("swap", "sft", 1, 11, false);
    await().atMost(LONG).until(() -> served("swap", "sft") == 1);
    String first = content(client.chat("swap", "the cat", 24));
    AtomicBoolean done = new AtomicBoolean();
    ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      users.add(
          threads.submit(
              () -> {
                while (!done.get()) {
                  answers.add(client.chat("swap", "the cat", 24));
                }
                return null;
              }));
    }

    // When
    for (long version = 2; version <= 6; version++) {
      publish("swap", "sft", version, 10 + version, false);
      long expected = version;
      await().atMost(LONG).until(() -> served("swap", "sft") == expected);
    }
    done.set(true);

    // Then
    for (Future<?> user : users) {
      user.get();
    }
    threads.shutdown();
    assertThat(answers).isNotEmpty().allMatch(answer -> answer.status() == 200);
    Map<Long, String> byVersion = new TreeMap<>();
    for (Answer answer : answers) {
      String text = content(answer);
      long version = answer.body().at("/medley/checkpoint").asLong();
      assertThat(byVersion.putIfAbsent(version, text)).isIn(null, text);
    }
    assertThat(content(client.chat("swap", "the cat", 24))).isNotEqualTo(first);
    await().atMost(LONG).until(() -> node.openAdapters() == open + 1);
    JsonNode arm = arm("swap", "sft");
    assertThat(arm.path("editsSeen").asLong()).isEqualTo(60);
    assertThat(arm.path("priorCharge").asDouble()).isEqualTo(0.25);
    assertThat(arm.path("newestEditAt").asText()).isEqualTo(Adapter.NEWEST_EDIT.toString());
  }

  @Test
  void shouldNotServeACorruptCheckpoint() throws Exception {
    // Given
    publish("corrupt", "sft", 1, 1, false);
    await().atMost(LONG).until(() -> served("corrupt", "sft") == 1);
    long refused = node.refusedCheckpoints();

    // When
    publish("corrupt", "sft", 2, 2, true);

    // Then
    await().atMost(LONG).until(() -> node.refusedCheckpoints() > refused);
    assertThat(served("corrupt", "sft")).isEqualTo(1);
    assertThat(client.chat("corrupt", "a mat", 4).body().at("/medley/checkpoint").asLong())
        .isEqualTo(1);
    Answer ready = client.get("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.body().at("/refusedCheckpoint/reason").asText()).isEqualTo("digest");
    assertThat(client.getText("/metrics").body())
        .contains("medley_checkpoints_refused_total{reason=\"digest\"} 1.0")
        .contains("medley_checkpoints_refused_total{reason=\"signature\"} 0.0");
  }

  @Test
  void shouldServeAsOperatorsAsk() throws Exception {
    // Given
    publish("asked", "sft", 1, 1, false);
    await().atMost(LONG).until(() -> served("asked", "sft") == 1);
    List<String> shadowed = new ArrayList<>();

    // When
    ControlWriter writer = new ControlWriter(cluster);
    writer.change("asked", ControlChange.shadow(), "");
    await().atMost(LONG).until(() -> mode().equals("shadow"));
    Answer shadow = client.chat("asked", "a mat", 4);
    shadowed.add(shadow.body().at("/medley/member").asText());
    shadowed.add(shadow.body().at("/medley/shadow/member").asText());
    writer.change("asked", ControlChange.pin("base"), "");
    await().atMost(LONG).until(() -> mode().equals("pin"));
    Answer pinned = client.chat("asked", "a mat", 4);
    writer.change("asked", ControlChange.choose(), "");
    await().atMost(LONG).until(() -> mode().equals("choose"));
    Answer chosen = client.chat("asked", "a mat", 4);

    // Then
    assertThat(shadowed).containsExactly("base", "sft");
    assertThat(pinned.body().at("/medley/member").asText()).isEqualTo("base");
    assertThat(chosen.body().at("/medley/member").asText()).isEqualTo("sft");
    assertThat(chosen.body().at("/medley/shadow").isMissingNode()).isTrue();
    assertThat(client.getText("/metrics").body())
        .contains("medley_ensemble_shadow_choices_total{arm=\"sft\",task=\"asked\"} 1.0");
  }

  @Test
  void shouldSayWhomTheBaseAnswersForWhereOperatorsPinWhatIsNotHere() throws Exception {
    // Given
    new ControlWriter(cluster).change("elsewhere", ControlChange.pin("sft"), "");
    await().atMost(LONG).until(() -> mode("elsewhere").equals("pin"));

    // When
    Answer answer = client.chat("elsewhere", "a mat", 4);

    // Then
    assertThat(answer.body().at("/medley/member").asText()).isEqualTo("base");
    assertThat(answer.body().at("/medley/fallback_from").asText()).isEqualTo("sft");
  }

  private static String mode() throws Exception {
    return mode("asked");
  }

  private static String mode(String task) throws Exception {
    return client.get("/v1/ensemble/" + task).body().path("mode").asText();
  }

  @Test
  void shouldLetTheBaseAnswerInAModeThatOnlyANewerNodeKnows() throws Exception {
    // Given
    publish("newer", "sft", 1, 1, false);
    await().atMost(LONG).until(() -> served("newer", "sft") == 1);
    Control control =
        Control.newBuilder()
            .setTask("newer")
            .setMode(ServingMode.UNKNOWN)
            .setChangedAt(Instant.now())
            .build();

    // When
    put(Topic.CONTROL, "newer", asNewerVersion(control));

    // Then
    await().atMost(LONG).until(() -> mode("newer").equals("unknown"));
    assertThat(client.chat("newer", "a mat", 4).body().at("/medley/member").asText())
        .isEqualTo("base");
    assertThat(client.getText("/metrics").body())
        .contains("medley_ensemble_mode_unknown{task=\"newer\"} 1.0");
    ControlWriter writer = new ControlWriter(cluster);
    assertThatThrownBy(() -> writer.change("newer", ControlChange.pause(), ""))
        .hasMessageContaining("upgrade");
    writer.change("newer", ControlChange.choose(), "");
    await().atMost(LONG).until(() -> mode("newer").equals("choose"));
  }

  /** Bytes of a writer whose schema has a symbol where this one's has UNKNOWN. */
  private static byte[] asNewerVersion(Control control) throws Exception {
    SchemaRegistryClient registry = cluster.registryClient();
    String schema =
        control.getSchema().toString().replace("UNKNOWN\"],\"default\":\"UNKNOWN\"", "NEWER\"]");
    byte[] bytes = new AvroSerializer<Control>(registry).serialize("control-known", control);
    ByteBuffer.wrap(bytes).putInt(1, registry.register("newer", new AvroSchema(schema)));
    return bytes;
  }

  @Test
  void shouldSkipAndCountRecordsUnderOtherSchemas() throws Exception {
    // Given
    double before = skipped();
    put(Topic.GENERATIONS, FOREIGN, ForeignSchemas.json(cluster.registry()));
    put(Topic.COST, FOREIGN, ForeignSchemas.protobuf(cluster.registry()));

    // When
    costs.send(Costs.of("f", 0, "foreign", "base", 0.5));

    // Then
    await()
        .atMost(LONG)
        .until(() -> client.get("/v1/ensemble/foreign").body().path("t").asLong() == 1);
    await().atMost(LONG).until(() -> skipped() >= before + 2);
    assertThat(client.getText("/health/ready").statusCode()).isEqualTo(200);
  }

  private static void put(Topic topic, String key, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            cluster.producer(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(cluster.topic(topic), key, value)).get();
    }
  }

  /** Records that the statistics could not decode. */
  private static double skipped() throws Exception {
    Matcher matcher =
        Pattern.compile("medley_statistics_skipped_total\\{reason=\"unreadable\"} (\\S+)")
            .matcher(client.getText("/metrics").body());
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void shouldPreferTheArmThatCostsLess() throws Exception {
    // Given
    publish("choice", "dpo", 1, 1, false);
    publish("choice", "sft", 1, 2, false);
    await().atMost(LONG).until(() -> served("choice", "sft") == 1 && served("choice", "dpo") == 1);
    costs.put("broken", new byte[] {1, 2, 3});
    for (int i = 0; i < 30; i++) {
      costs.send(Costs.of("d" + i, 0, "choice", "dpo", 0.9));
      costs.send(Costs.of("s" + i, 0, "choice", "sft", 0.1));
    }
    costs.send(Costs.of("u", 0, "choice", "unknown", 5));

    // When
    await()
        .atMost(LONG)
        .until(() -> client.get("/v1/ensemble/choice").body().path("t").asLong() == 60);

    // Then
    assertThat(arm("choice", "dpo").path("meanCharge").asDouble()).isCloseTo(0.9, within(1e-9));
    assertThat(arm("choice", "sft").path("plays").asLong()).isEqualTo(30);
    Answer answer = client.chat("choice", "a mat", 4);
    assertThat(answer.body().at("/medley/member").asText()).isEqualTo("sft");
    assertThat(client.chat("choice/dpo", "a", 4).body().at("/medley/member").asText())
        .isEqualTo("dpo");
    assertThat(client.chat("choice/base", "a", 4).body().at("/medley/member").asText())
        .isEqualTo("base");
  }

  @Test
  void shouldServeAndCountTasksByTheRuleAndPassOverOthers() throws Exception {
    // Given
    publish("Email", "my-sft", 1, 21, false);
    await().atMost(LONG).until(() -> served("Email", "my-sft") == 1);
    costs.send(Costs.of("e0", 0, "x".repeat(70_000), "my-sft", 0.5));
    costs.send(Costs.of("e1", 0, "Email", "x".repeat(70_000), 0.5));

    // When
    Answer answer = client.chat("Email/my-sft", "a mat", 4);
    Answer edited =
        client.post(
            "/v1/edits", Map.of("id", answer.body().path("id").asText(), "action", "accepted"));
    costs.send(Costs.of("e2", 0, "Email", "my-sft", 0.25));

    // Then
    assertThat(answer.status()).isEqualTo(200);
    assertThat(generation(answer.body().path("id").asText()).getTask()).isEqualTo("Email");
    assertThat(edited.status()).isEqualTo(202);
    assertThat(client.get("/v1/models/Email/my-sft").status()).isEqualTo(200);
    // The request named the arm, so that its response is no play.
    await().atMost(LONG).until(() -> arm("Email", "my-sft").path("plays").asLong() == 1);
    String skipped = "medley_statistics_skipped_total{reason=\"rules\"} 2.0";
    await().atMost(LONG).until(() -> client.getText("/metrics").body().contains(skipped));
    assertThat(client.chat("-x", "a mat", 4).status()).isEqualTo(400);
  }

  @Test
  void shouldNameWhatIsWrongWithARequest() throws Exception {
    // When
    Answer noMessages = client.post("/v1/chat/completions", Map.of("model", "email"));
    Answer badRole =
        client.post(
            "/v1/chat/completions",
            "{\"model\":\"email\",\"messages\":[{\"role\":\"bard\",\"content\":\"secret\"}]}");
    Answer two = client.post("/v1/chat/completions", Map.of("n", 2));
    Answer noJson = client.post("/v1/chat/completions", "{\"model\": secret}");
    Answer tooLong = client.chat("email", "secret ".repeat(100), 200);
    Answer huge = client.chat("email", "x".repeat(5 << 20), 10);
    Answer noMember = client.chat("email/nobody", "a", 10);
    Answer noRoute = client.get("/v2/none");

    // Then
    assertThat(noMessages.status()).isEqualTo(400);
    assertThat(noMessages.body().at("/error/param").asText()).isEqualTo("messages");
    assertThat(badRole.body().at("/error/param").asText()).isEqualTo("messages[0].role");
    assertThat(two.status()).isEqualTo(400);
    assertThat(two.errorCode()).isEqualTo("unsupported_parameter");
    assertThat(noJson.status()).isEqualTo(400);
    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.body().at("/error/message").asText()).contains("256").contains("200");
    assertThat(huge.status()).isEqualTo(413);
    assertThat(huge.errorCode()).isEqualTo("request_too_large");
    assertThat(noMember.status()).isEqualTo(404);
    assertThat(noRoute.status()).isEqualTo(404);
    assertThat(noRoute.body().at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(List.of(noMessages, badRole, two, noJson, tooLong, noMember, noRoute))
        .noneMatch(answer -> answer.body().toString().contains("secret"))
        .noneMatch(answer -> answer.body().toString().contains("bard"));
  }

  @Test
  void shouldRefuseWhatDoesNotFitTheQueue() throws Exception {
    // Given
    ServingMetrics metrics = new ServingMetrics();
    try (Scheduler scheduler = new Scheduler(model, 1, 1, metrics)) {
      List<Boolean> taken = new ArrayList<>();
      ServedAdapter served = new ServedAdapter.Base();

      // When
      for (int i = 0; i < 50; i++) {
        served.hold();
        taken.add(
            scheduler.submit(
                new Job(served, new int[] {1, 2}, new SamplingParameters(1, 1, 200, i), "", 0)));
      }

      // Then
      assertThat(taken).contains(true).contains(false);
    }
  }

  @Test
  void shouldLogAResponseThatItsDeadlineEnds() throws Exception {
    // Given
    Path base = folder.resolve("base");
    ServingSettings hasty = NodeSettings.of(base, folder.resolve("hasty"), "", Duration.ofNanos(1));
    try (ServingNode other = ServingNode.start(cluster, hasty)) {
      Client user = new Client(other.port());
      await().atMost(LONG).until(other::ready);

      // When
      Answer answer = user.chat("hasty", "the cat", 200);

      // Then
      assertThat(answer.status()).isEqualTo(504);
      assertThat(generations())
          .filteredOn(found -> found.getTask().equals("hasty"))
          .extracting(Generation::getFinishReason)
          .doesNotContain(FinishReason.STOP)
          .hasSize(1);
    }
  }

  @Test
  void shouldKeepNoFiguresOfTasksThatNobodyLearns() throws Exception {
    // Given
    publish("learnt", "sft", 1, 31, false);
    await().atMost(LONG).until(() -> served("learnt", "sft") == 1);

    // When
    for (int i = 0; i < 20; i++) {
      Answer answer = client.chat("nobodys-" + i, "the cat", 2);
      String id = answer.body().path("id").asText();
      client.post("/v1/edits", Map.of("id", id, "action", "discarded"));
    }
    client.chat("learnt", "the cat", 2);

    // Then
    await().atMost(LONG).until(() -> figures().contains("learnt"));
    assertThat(figures()).noneMatch(task -> task.startsWith("nobodys-"));
  }

  /** Tasks of which the nodes have figures. */
  private static List<String> figures() {
    return Topics.read(cluster, Topic.ARM_STATISTICS, ArmStatistics.class).stream()
        .map(ArmStatistics::getTask)
        .distinct()
        .toList();
  }

  @Test
  void shouldTellWhoSendsAMegabyteThatItIsTooLongAndNotReadIt() throws Exception {
    // Given
    String text = "a b ".repeat((1 << 20) / 4 - 200);
    client.chat("email", text, 8);

    // When
    long begin = System.nanoTime();
    Answer answer = client.chat("email", text, 8);
    long millis = (System.nanoTime() - begin) / 1_000_000;

    // Then
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().at("/error/message").asText()).contains("at least");
    assertThat(millis).isLessThan(500);
  }

  @Test
  void shouldTellItsMetrics() throws Exception {
    // Given
    client.chat("a-users-own-task", "a secret text", 4);

    // When
    String metrics = client.getText("/metrics").body();

    // Then
    assertThat(metrics)
        .contains("medley_http_requests_seconds_count")
        .contains("medley_generation_response_tokens_total")
        .contains("medley_generation_queue_size")
        .contains("medley_adapters")
        .doesNotContain("secret")
        .doesNotContain("a-users-own-task");
  }

  private static byte[] spoil(byte[] bytes) {
    bytes[bytes.length - 1] ^= 1;
    return bytes;
  }

  private static void publish(String task, String member, long version, long seed, boolean spoilt)
      throws Exception {
    Path peft = folder.resolve("peft-%s-%s-%d".formatted(task, member, version));
    Adapter adapter = Adapter.of(TinyModel.writeAdapter(model, peft, seed));
    publisher.publish(
        task,
        member,
        version,
        adapter,
        spoilt ? Fault.bytes(ServingNodeTest::spoil) : Fault.none());
  }

  private static JsonNode arm(String task, String arm) throws Exception {
    for (JsonNode node : client.get("/v1/ensemble/" + task).body().path("arms")) {
      if (node.path("arm").asText().equals(arm)) {
        return node;
      }
    }
    return MissingNode.getInstance();
  }

  private static long served(String task, String member) throws Exception {
    return arm(task, member).path("checkpoint").asLong();
  }

  private static String content(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().at("/choices/0/message/content").asText();
  }

  /** All but what a test put under another schema. */
  private static List<Generation> generations() {
    AvroDeserializer<Generation> deserializer =
        new AvroDeserializer<>(cluster.registryClient(), Generation.class);
    return Topics.read(cluster, Topic.GENERATIONS).stream()
        .filter(found -> !found.key().equals(FOREIGN))
        .map(found -> deserializer.deserialize(found.topic(), found.value()))
        .toList();
  }

  private static Generation generation(String id) {
    return generations().stream().filter(found -> found.getId().equals(id)).findAny().orElseThrow();
  }

  private static <T> List<T> inParallel(int count, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(Collections.nCopies(count, call))) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }
}
