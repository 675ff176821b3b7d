package dev.medley.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.control.ControlChange;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.schemas.checkpoints.AdapterLayout;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.generation.AdapterSettings;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes whose adapters lie on disk until they are asked for. */
@ExtendWith(SharedPlatform.class)
final class ColdAdaptersTest {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final long ROOM = 1L << 30;

  @TempDir private Path folder;
  private Cluster cluster;
  private Path base;
  private LanguageModel model;
  private CheckpointPublisher publisher;

  @BeforeEach
  void prepare(Platform platform) throws Exception {
    cluster = Topics.fresh(platform, 2);
    base = TinyModel.LOUD.write(folder.resolve("base"));
    model = TinyModel.load(base);
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    publisher =
        new CheckpointPublisher(cluster, model.digest(), CheckpointSigner.of(keys.privateKey()));
  }

  @AfterEach
  void close() {
    publisher.close();
    model.close();
  }

  private ServingNode start(Duration coldWait) {
    ServingNode node =
        ServingNode.start(
            cluster,
            NodeSettings.with(base, folder.resolve("node"), new AdapterSettings(ROOM, coldWait)));
    await().atMost(LONG).until(node::ready);
    return node;
  }

  private void publish(String task, long version) throws Exception {
    Path peft = folder.resolve("peft-" + UUID.randomUUID());
    publisher.publish(
        task, "sft", version, Adapter.of(TinyModel.writeAdapter(model, peft, version)));
  }

  private List<Generation> logged(String task) {
    return Topics.read(cluster, Topic.GENERATIONS, Generation.class).stream()
        .filter(found -> found.getTask().equals(task))
        .toList();
  }

  private Path weights(String task, long version) {
    return folder
        .resolve("node/adapters/%s/sft/%d".formatted(task, version))
        .resolve(AdapterLayout.WEIGHTS);
  }

  private static String member(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().at("/medley/member").asText();
  }

  @Test
  void shouldLetTheBaseAnswerWhereTheAdapterIsNotThereInTimeAndLogItSo() throws Exception {
    // Given
    publish("slow", 1);
    try (ServingNode node = start(Duration.ZERO)) {
      Client client = new Client(node.port());

      // When
      Answer first = client.chat("slow", "a mat", 4);

      // Then
      assertThat(member(first)).isEqualTo("base");
      assertThat(first.body().at("/medley/fallback_from").asText()).isEqualTo("sft");
      Generation fallback = logged("slow").get(0);
      assertThat(fallback.getMember()).isEqualTo("base");
      assertThat(fallback.getFallbackFrom()).isEqualTo("sft");
      assertThat(fallback.getPropensity()).isEqualTo(1);
      assertThat(fallback.getCheckpoint()).isZero();
      assertThat(client.getText("/metrics").body())
          .contains("medley_adapter_cold_fallbacks_total 1.0")
          .contains("medley_adapter_cold_wait_seconds_count 1");
      await().atMost(LONG).until(() -> member(client.chat("slow", "a mat", 4)).equals("sft"));
      assertThat(logged("slow"))
          .filteredOn(found -> found.getMember().equals("sft"))
          .extracting(Generation::getFallbackFrom)
          .containsOnly("");
    }
  }

  @Test
  void shouldAnswerByNoOtherArmThanTheRequestNames() throws Exception {
    // Given
    List<String> tasks = List.of("named", "named2", "named3", "named4", "named5");
    for (String task : tasks) {
      publish(task, 1);
    }
    try (ServingNode node = start(Duration.ZERO)) {
      Client client = new Client(node.port());

      // When
      List<Answer> answers = new ArrayList<>();
      for (String task : tasks) {
        answers.add(client.chat(task + "/sft", "a mat", 4));
      }

      // Then
      // One that is loaded before anybody looks is answered at once.
      assertThat(answers)
          .filteredOn(answer -> answer.status() != 200)
          .isNotEmpty()
          .allSatisfy(
              answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.errorCode()).isEqualTo("adapter_loading");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
              });
      await().atMost(LONG).until(() -> client.chat("named/sft", "a mat", 4).status() == 200);
      assertThat(logged("named")).extracting(Generation::getMember).containsOnly("sft");
    }
  }

  @Test
  void shouldLoadWhatOperatorsPin() throws Exception {
    // Given
    publish("pinned", 1);
    new ControlWriter(cluster).change("pinned", ControlChange.pin("sft"), "");
    try (ServingNode node = start(LONG)) {
      Client client = new Client(node.port());

      // When
      Answer answer = client.chat("pinned", "a mat", 4);

      // Then
      assertThat(member(answer)).isEqualTo("sft");
      assertThat(answer.body().at("/medley/fallback_from").isMissingNode()).isTrue();
    }
  }

  @Test
  void shouldFetchAnewWhatHasChangedOnDiskAndNeverServeIt() throws Exception {
    // Given
    publish("bits", 1);
    try (ServingNode node = start(LONG)) {
      Client client = new Client(node.port());
      byte[] whole = Files.readAllBytes(weights("bits", 1));
      byte[] flipped = whole.clone();
      flipped[flipped.length - 1] ^= 1;
      Files.write(weights("bits", 1), flipped);

      // When
      Answer first = client.chat("bits", "a mat", 4);

      // Then
      assertThat(member(first)).isEqualTo("base");
      assertThat(client.getText("/metrics").body())
          .contains("medley_checkpoints_refused_total{reason=\"digest\"} 1.0");
      await().atMost(LONG).until(() -> member(client.chat("bits", "a mat", 4)).equals("sft"));
      assertThat(weights("bits", 1)).hasBinaryContent(whole);
      assertThat(node.refusedCheckpoints()).isEqualTo(1);
    }
  }

  @Test
  void shouldStartAgainWithTheFoldersThatAreThere() throws Exception {
    // Given
    for (int i = 0; i < 5; i++) {
      publish("again-" + i, 1);
    }
    try (ServingNode first = start(LONG)) {
      member(new Client(first.port()).chat("again-0", "a mat", 4));
    }
    publish("again-1", 2);
    BasicFileAttributes before =
        Files.readAttributes(weights("again-0", 1), BasicFileAttributes.class);

    // When
    try (ServingNode second = start(LONG)) {
      Client client = new Client(second.port());

      // Then
      assertThat(second.openAdapters()).isZero();
      assertThat(second.version("again-1", "sft")).isEqualTo(2);
      assertThat(member(client.chat("again-0", "a mat", 4))).isEqualTo("sft");
      assertThat(client.chat("again-1", "a mat", 4).body().at("/medley/checkpoint").asLong())
          .isEqualTo(2);
      BasicFileAttributes after =
          Files.readAttributes(weights("again-0", 1), BasicFileAttributes.class);
      assertThat(after.fileKey()).isEqualTo(before.fileKey());
      assertThat(second.openAdapters()).isEqualTo(2);
      assertThat(second.refusedCheckpoints()).isZero();
    }
  }

  @Test
  void shouldServeOnWhatWasWithdrawnAfterItWasDelivered() throws Exception {
    // Given
    publish("gone", 1);
    try (ServingNode node = start(LONG)) {
      Client client = new Client(node.port());
      publisher.put("gone/sft/1", null);
      publish("later", 1);
      await().atMost(LONG).until(() -> node.version("later", "sft") == 1);

      // When
      Answer answer = client.chat("gone", "a mat", 4);

      // Then
      assertThat(member(answer)).isEqualTo("sft");
    }
  }
}
