package dev.medley.serving.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.MemberState;
import dev.medley.serving.Client;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.NodeSettings;
import dev.medley.serving.ServingNode;
import dev.medley.serving.access.GuardOptions;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a node tells of members: whom it tells, and what it does not tell as if it held. */
@ExtendWith(SharedPlatform.class)
final class ConsoleMembersTest {
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir private static Path folder;
  private static Cluster cluster;
  private static Statuses statuses;
  private static ServingNode node;
  private static Client all;
  private static Client mail;

  @BeforeAll
  static void start(Platform platform) throws Exception {
    cluster = Topics.fresh(platform, 2);
    statuses = new Statuses(cluster);
    Instant before = Instant.now().minusSeconds(600);
    statuses.tell(
        Statuses.of("gone", "sft", MemberState.RUNNING).setAt(before).setMeasuredAt(before));
    Path keys = folder.resolve("keys");
    Files.writeString(keys, line("mail-1", "email") + line("all-1", "*"));
    GuardOptions guard = new GuardOptions();
    new CommandLine(guard).parseArgs("--api-keys=" + keys);
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    ConsoleOptions console = new ConsoleOptions();
    new CommandLine(console).parseArgs("--console-control");
    node =
        ServingNode.start(
            cluster, NodeSettings.guarded(base, folder.resolve("node"), guard.guard()), console);
    all = new Client(node.port()).withKey("all-1");
    mail = new Client(node.port()).withKey("mail-1");
    await().atMost(LONG).until(node::ready);
    await().atMost(LONG).until(() -> !member("gone", "sft").isMissingNode());
  }

  private static String line(String key, String tasks) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
    return "%s %s %s%n".formatted(key, HexFormat.of().formatHex(hash), tasks);
  }

  @AfterAll
  static void stop() {
    node.close();
    statuses.close();
  }

  @Test
  void shouldTellAMemberBeforeItsFirstCheckpointToWhoMayUseItsTask() throws Exception {
    // Given
    statuses.tell(Statuses.of("email", "dpo", MemberState.WAITING).setReason("a rival has it"));

    // When
    statuses.tell(Statuses.of("private", "dpo", MemberState.RUNNING));

    // Then
    await().atMost(LONG).until(() -> !member("private", "dpo").isMissingNode());
    JsonNode dpo = member("email", "dpo");
    assertThat(dpo.path("state").asText()).isEqualTo("waiting");
    assertThat(dpo.path("reason").asText()).isEqualTo("a rival has it");
    assertThat(dpo.path("stateSeconds").asDouble()).isCloseTo(300, within(40.0));
    assertThat(dpo.path("heard").asBoolean()).isTrue();
    assertThat(dpo.path("lag").asInt()).isEqualTo(41);
    JsonNode foreign = mail.get("/console/state?task=private").body();
    assertThat(foreign.at("/selected/task").asText()).isEqualTo("email");
    assertThat(foreign.toString()).doesNotContain("private");
  }

  @Test
  void shouldTellWhatIsOldAsOld() throws Exception {
    // Given
    statuses.tell(
        Statuses.of("email", "rl", MemberState.RUNNING)
            .setLag(-1)
            .setEtaSeconds(-1)
            .setMeasuredAt(Instant.now().minusSeconds(200)));
    await().atMost(LONG).until(() -> !member("email", "rl").isMissingNode());

    // When
    JsonNode gone = member("gone", "sft");
    JsonNode cut = member("email", "rl");

    // Then
    assertThat(gone.path("heard").asBoolean()).isFalse();
    assertThat(gone.path("lagHeard").asBoolean()).isFalse();
    assertThat(gone.path("ageSeconds").asDouble()).isGreaterThanOrEqualTo(600);
    assertThat(cut.path("heard").asBoolean()).isTrue();
    assertThat(cut.path("lagHeard").asBoolean()).isFalse();
    assertThat(cut.path("lagAgeSeconds").asDouble()).isGreaterThanOrEqualTo(200);
    assertThat(cut.path("lag").isNull()).isTrue();
    assertThat(cut.path("etaSeconds").isNull()).isTrue();
  }

  @Test
  void shouldHearATrainerWhoseClockIsAhead() throws Exception {
    // Given
    Instant ahead = Instant.now().plusSeconds(600);
    statuses.tell(
        Statuses.of("email", "sft", MemberState.RUNNING).setAt(ahead).setMeasuredAt(ahead));
    await().atMost(LONG).until(() -> !member("email", "sft").isMissingNode());

    // When
    Thread.sleep(1_500);

    // Then
    JsonNode sft = member("email", "sft");
    assertThat(sft.path("heard").asBoolean()).isTrue();
    assertThat(sft.path("ageSeconds").asDouble()).isBetween(1.0, 100.0);
  }

  @Test
  void shouldAskForARefusedMemberAgain() throws Exception {
    // Given
    statuses.tell(Statuses.of("email", "early", MemberState.REFUSED).setReason("rank 8, not 16"));
    await().atMost(LONG).until(() -> !member("email", "early").isMissingNode());

    // When
    Answer asked = all.post("/console/control", retry("early"));

    // Then
    assertThat(asked.status()).isEqualTo(202);
    assertThat(new ControlWriter(cluster).read("email").orElseThrow().getRetries())
        .containsOnlyKeys("early");
    assertThat(all.post("/console/control", retry("nobody")).status()).isEqualTo(400);
    assertThat(mail.post("/console/control", retry("early")).status()).isEqualTo(403);
  }

  private static Map<String, String> retry(String member) {
    return Map.of("task", "email", "action", "retry", "member", member, "reason", "mended");
  }

  private static JsonNode member(String task, String member) throws Exception {
    JsonNode selected = all.get("/console/state?task=" + task).body().path("selected");
    for (JsonNode each : selected.path("members")) {
      if (selected.path("task").asText().equals(task)
          && each.path("member").asText().equals(member)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }
}
