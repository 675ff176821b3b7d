package dev.medley.serving.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Topic;
import dev.medley.schemas.names.NameRule;
import dev.medley.serving.Client;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.Events;
import dev.medley.serving.NodeSettings;
import dev.medley.serving.ServingMain;
import dev.medley.serving.ServingNode;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Who is let in to a whole node, and what does not bring it down. */
@ExtendWith(SharedPlatform.class)
final class GuardTest {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final int PER_MINUTE = 30;

  @TempDir static Path folder;
  private static Cluster cluster;
  private static Path base;
  private static Path keys;
  private static ServingNode node;
  private static Client client;

  @BeforeAll
  static void start(Platform platform) throws Exception {
    cluster = Topics.fresh(platform, 2);
    base = TinyModel.LOUD.write(folder.resolve("base"));
    keys = folder.resolve("keys");
    Files.writeString(
        keys, line("mail-product", "mail-1", "email,letters") + line("all", "all-1", "*"));
    Guard guard =
        new Guard(
            Optional.of(new ApiKeys(keys)),
            new RateLimit(PER_MINUTE, System::nanoTime),
            Sites.OWN,
            1 << 20);
    node = ServingNode.start(cluster, NodeSettings.guarded(base, folder.resolve("node"), guard));
    client = new Client(node.port());
    await().atMost(LONG).until(node::ready);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void shouldLetInWhoHasAKeyForTheTask() throws Exception {
    // When
    Answer none = client.chat("email", "hi", 4);
    Answer wrong = client.withKey("mail-2").chat("email", "hi", 4);
    Answer other = client.withKey("mail-1").chat("summary", "hi", 4);
    Answer right = client.withKey("mail-1").chat("email", "hi", 4);
    Answer all = client.withKey("all-1").chat("summary", "hi", 4);

    // Then
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.errorCode()).isEqualTo("invalid_api_key");
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.errorCode()).isEqualTo("task_not_allowed");
    assertThat(List.of(right.status(), all.status())).containsOnly(200);
    assertThat(client.get("/health/ready").status()).isEqualTo(200);
    assertThat(client.get("/v1/ensemble/email").status()).isEqualTo(401);
    assertThat(client.withKey("mail-1").get("/v1/ensemble/summary").status()).isEqualTo(403);
    assertThat(client.withKey("all-1").get("/v1/models").body().path("data")).isNotEmpty();
    assertThat(client.withKey("mail-1").get("/v1/models").body().path("data")).isEmpty();
  }

  @Test
  void shouldTakeEditsOfTheKeysTasksOnly() throws Exception {
    // Given
    Client mail = client.withKey("mail-1");
    String own = mail.chat("letters", "hi", 4).body().path("id").asText();
    String foreign = client.withKey("all-1").chat("summary", "hi", 4).body().path("id").asText();

    // When
    Answer taken = mail.post("/v1/edits", Map.of("id", own, "action", "accepted"));
    Answer refused = mail.post("/v1/edits", Map.of("id", foreign, "action", "accepted"));
    Answer disguised =
        mail.post("/v1/edits", Map.of("id", foreign, "action", "accepted", "task", "letters"));

    // Then
    assertThat(taken.status()).isEqualTo(202);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(disguised.status()).isEqualTo(400);
  }

  @Test
  void shouldCountEditsWithoutAUserAsTheKeys() throws Exception {
    // Given
    Client mail = client.withKey("mail-1");
    String id = mail.chat("letters", "hi", 4).body().path("id").asText();

    // When
    mail.post("/v1/edits", Map.of("id", id, "action", "accepted"));
    mail.post("/v1/edits", Map.of("id", id, "action", "accepted", "revision", 2, "user", "u-1"));

    // Then
    assertThat(Topics.read(cluster, Topic.EDITS, Edit.class))
        .filteredOn(edit -> edit.getGenerationId().equals(id))
        .extracting(Edit::getUser)
        .containsExactly("key:mail-product", "u-1");
  }

  @Test
  void shouldRotateKeysWhileItRuns() throws Exception {
    // Given
    String before = Files.readString(keys);
    Files.writeString(keys, before + line("rotated", "old", "email"));
    await().atMost(LONG).until(() -> status("old") == 200);

    // When
    Files.writeString(keys, before + line("rotated", "new", "email"));

    // Then
    await().atMost(LONG).until(() -> status("new") == 200);
    assertThat(status("old")).isEqualTo(401);
    Files.writeString(keys, "a slip of the pen");
    Thread.sleep(1_200);
    assertThat(status("new")).isEqualTo(200);
    Files.writeString(keys, before);
    await().atMost(LONG).until(() -> status("new") == 401);
  }

  private static int status(String key) throws Exception {
    return client.withKey(key).get("/v1/models").status();
  }

  @Test
  void shouldNameTheLineThatIsNoKeyAndNotQuoteIt() throws Exception {
    // Given
    Path file = folder.resolve("slip");
    Files.writeString(file, "# keys\n\nmail secret-itself email\n");

    // When / Then
    assertThatThrownBy(() -> new ApiKeys(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 3")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldMakeAKeyThatItsLineKnows() throws Exception {
    // Given
    StringWriter printed = new StringWriter();
    CommandLine command = new CommandLine(new ServingMain()).setOut(new PrintWriter(printed));

    // When
    int status = command.execute("keys", "--name=shop", "--tasks=email,letters");

    // Then
    List<String> lines = printed.toString().lines().toList();
    Path file =
        Files.writeString(folder.resolve("made"), lines.get(1).substring("line: ".length()));
    Caller caller = new ApiKeys(file).find(lines.get(0).substring("key:  ".length())).orElseThrow();
    assertThat(status).isZero();
    assertThat(caller).isEqualTo(new Caller("shop", Set.of("email", "letters")));
    assertThat(command.setErr(new PrintWriter(printed)).execute("keys", "--name=a b")).isEqualTo(2);
  }

  @Test
  void shouldTakeTasksByTheRuleAndNameTheLineOfOthers() throws Exception {
    // Given
    Path right = Files.writeString(folder.resolve("right"), line("a", "a", "Email,crm.reply,a_b"));
    Path wrong = Files.writeString(folder.resolve("wrong"), line("a", "a", "email,-x"));

    // When
    Optional<Caller> found = new ApiKeys(right).find("a");

    // Then
    assertThat(found.orElseThrow().tasks()).containsExactlyInAnyOrder("Email", "crm.reply", "a_b");
    assertThatThrownBy(() -> new ApiKeys(wrong))
        .hasMessageContaining("line 1")
        .hasMessageContaining(NameRule.WANTED);
  }

  @Test
  void shouldSayWhenToComeAgain() throws Exception {
    // Given
    String before = Files.readString(keys);
    Files.writeString(keys, before + line("eager", "eager-1", "email"));
    Client eager = client.withKey("eager-1");
    await().atMost(LONG).until(() -> status("eager-1") == 200);

    // When
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < PER_MINUTE + 5; i++) {
      answers.add(eager.post("/v1/chat/completions", "{}"));
    }

    // Then
    Answer last = answers.get(answers.size() - 1);
    assertThat(answers.get(PER_MINUTE - 1).status()).isEqualTo(400);
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.errorCode()).isEqualTo("rate_limit_exceeded");
    assertThat(last.body().at("/error/type").asText()).isEqualTo("rate_limit_error");
    assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 3);
    assertThat(client.withKey("all-1").chat("email", "hi", 4).status()).isEqualTo(200);
  }

  @Test
  void shouldAnswerWhileManyClientsAreSlow() throws Exception {
    // Given
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        Socket socket = new Socket("localhost", node.port());
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                "POST /v1/edits HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{"
                    .getBytes(UTF_8));
      }

      // When
      Answer answer = client.withKey("all-1").chat("email", "hi", 4);

      // Then
      assertThat(answer.status()).isEqualTo(200);
      assertThat(client.get("/health/live").status()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void shouldFinishWhatItBeganWhenItIsToldToStop() throws Exception {
    // Given
    ServingNode other = ServingNode.start(cluster, NodeSettings.of(base, folder.resolve("other")));
    Client user = new Client(other.port());
    await().atMost(LONG).until(other::ready);
    HttpResponse<InputStream> stream = user.stream("email", "hi", Map.of("max_tokens", 200));
    Thread stopping = new Thread(other::close);

    // When
    stopping.start();

    // Then
    assertThat(Events.text(Events.read(stream.body()))).isNotEmpty();
    stopping.join();
    assertThatThrownBy(() -> user.get("/health/live")).isInstanceOf(IOException.class);
  }

  private static String line(String name, String key, String tasks) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    return "%s %s %s\n".formatted(name, HexFormat.of().formatHex(hash), tasks);
  }
}
