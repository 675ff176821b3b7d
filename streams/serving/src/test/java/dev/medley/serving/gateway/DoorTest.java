package dev.medley.serving.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.serving.Client;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.access.Access;
import dev.medley.serving.access.Guard;
import dev.medley.serving.access.GuardOptions;
import dev.medley.serving.http.Json;
import dev.medley.serving.http.JsonBody;
import dev.medley.serving.metrics.MetricsHandler;
import dev.medley.serving.metrics.ServingMetrics;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a server lets in, of whom, and how much of it at once. */
final class DoorTest {
  private static final int THREADS = 24;
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String EVIL = "Authorization: Bearer evil\r\n";

  @TempDir static Path folder;
  private static final CountDownLatch release = new CountDownLatch(1);
  private static Gateway keyed;
  private static Gateway open;

  @BeforeAll
  static void start() throws Exception {
    Path keys = folder.resolve("keys");
    Files.writeString(keys, line("evil") + line("good"));
    keyed = gateway("--api-keys=" + keys);
    open = gateway("--allowed-hosts=node.example", "--cors-origins=https://app.example:8443");
  }

  private static Gateway gateway(String... options) {
    GuardOptions guard = new GuardOptions();
    new CommandLine(guard).parseArgs(options);
    return gateway(guard.guard());
  }

  private static Gateway gateway(Guard guard) {
    ServingMetrics metrics = new ServingMetrics();
    Gateway gateway =
        new Gateway(
            List.of(
                Endpoint.post("/v1/edits", Access.WORK, DoorTest::echo),
                Endpoint.post("/v1/wait", Access.WORK, context -> release.await()),
                Endpoint.get("/v1/models", Access.KEY, DoorTest::answer),
                Endpoint.get("/health/ready", Access.OPEN, context -> context.status(503)),
                Endpoint.get("/metrics", Access.OPEN, new MetricsHandler(metrics, () -> {}))),
            guard,
            new Readiness(),
            metrics,
            THREADS);
    gateway.start("localhost", 0);
    return gateway;
  }

  private static void echo(Context context) throws IOException {
    Json.answer(context, 202, Json.object().put("id", JsonBody.read(context).text("id")));
  }

  private static void answer(Context context) {
    Json.answer(context, 200, Json.object().put("object", "list"));
  }

  @AfterAll
  static void stop() {
    release.countDown();
    keyed.close();
    open.close();
  }

  @Test
  void shouldKeepNothingOfWhoHasNoKeyAndAPartForEachWhoHas() throws Exception {
    // Given
    long most = Runtime.getRuntime().maxMemory() / 16;
    String head = "POST /v1/edits HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n" + JSON;
    byte[] half = ("\r\n" + " ".repeat(1 << 19)).getBytes(UTF_8);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < most / 4 / half.length + 100; i++) {
        sockets.add(begin(keyed, head, half));
        sockets.add(begin(keyed, head + EVIL, half));
      }

      // When
      Answer answer = new Client(keyed.port()).withKey("good").post("/v1/edits", "{\"id\":\"x\"}");

      // Then
      assertThat(answer.status()).isEqualTo(202);
      assertThat(held(keyed)).isBetween(most / 8.0, most / 4.0);
    } finally {
      close(sockets);
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> held(keyed) < 1_000);
  }

  @Test
  void shouldTellWhoStillSendsWhyItIsRefusedAndAskForTheBodyOfOthers() throws Exception {
    // Given
    String head = "POST /v1/edits HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n" + JSON;
    String waiting = head + "Expect: 100-continue\r\n";
    try (Socket refused = begin(keyed, head, "\r\n{".getBytes(UTF_8));
        Socket let = begin(keyed, waiting + EVIL, "\r\n".getBytes(UTF_8))) {
      refused.setSoTimeout(10_000);
      let.setSoTimeout(10_000);

      // When
      String asked = new String(let.getInputStream().readNBytes(12), UTF_8);
      String why = new String(refused.getInputStream().readNBytes(12), UTF_8);

      // Then
      assertThat(asked).isEqualTo("HTTP/1.1 100");
      assertThat(why).isEqualTo("HTTP/1.1 401");
    }
    assertThat(ask(keyed, waiting)).startsWith("HTTP/1.1 401");
  }

  private static Socket begin(Gateway gateway, String head, byte[] part) throws IOException {
    Socket socket = new Socket("localhost", gateway.port());
    try {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(part);
    } catch (IOException e) {
      // Refused already.
    }
    return socket;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static double held(Gateway gateway) throws Exception {
    return new Client(gateway.port())
        .getText("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("medley_http_body_bytes "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
        .sum();
  }

  @Test
  void shouldLeaveThreadsForOthersWhereOneKeyTakesAllItMay() throws Exception {
    // Given
    List<Socket> sockets = new ArrayList<>();
    String head = "POST /v1/wait HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n" + JSON + EVIL;
    try {
      for (int i = 0; i < THREADS; i++) {
        sockets.add(begin(keyed, head, "\r\n{}".getBytes(UTF_8)));
      }

      // When
      Answer answer = new Client(keyed.port()).withKey("good").post("/v1/edits", "{\"id\":\"x\"}");

      // Then
      assertThat(answer.status()).isEqualTo(202);
      assertThat(new Client(keyed.port()).withKey("evil").post("/v1/edits", "{}").errorCode())
          .isEqualTo("too_many_requests");
    } finally {
      close(sockets);
      release.countDown();
    }
  }

  @Test
  void shouldCountMethodsThatNobodyKnowsAsOne() throws Exception {
    // When
    String answer = "";
    for (int i = 0; i < 50; i++) {
      answer = ask(open, "M" + i + " /v1/models HTTP/1.1\r\nHost: localhost\r\n");
    }

    // Then
    assertThat(answer).startsWith("HTTP/1.1 405").contains("\"code\":\"http_405\"");
    assertThat(new Client(open.port()).getText("/metrics").body())
        .contains("method=\"other\"")
        .doesNotContain("M1");
  }

  @ParameterizedTest
  @CsvSource({"/v1/models,401", "/health/ready,503", "/metrics,200", "/v1/edits,405"})
  void shouldAnswerHeadAsGet(String path, int status) throws Exception {
    // When
    String head = ask(keyed, "HEAD %s HTTP/1.1\r\nHost: a\r\n".formatted(path));
    String get = ask(keyed, "GET %s HTTP/1.1\r\nHost: a\r\n".formatted(path));

    // Then
    assertThat(get).startsWith("HTTP/1.1 " + status);
    assertThat(head).startsWith("HTTP/1.1 " + status).endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Host: localhost:1|Content-Type: application/json|202",
        "Host: 127.0.0.1|Content-Type: application/json; charset=utf-8|202",
        "Host: [::1]:80|Content-Type: APPLICATION/JSON|202",
        "Host: node.example|Content-Type: application/json|202",
        "Host: evil.example|Content-Type: application/json|421",
        "Host: localhost|Content-Type: text/plain|415",
        "Host: localhost|A: b|415",
        "Host: localhost|Content-Type: application/json$Content-Encoding: gzip|415",
        "Host: localhost|Content-Type: application/json$Origin: http://localhost|202",
        "Host: localhost|Content-Type: application/json$Origin: https://app.example:8443|202",
        "Host: localhost|Content-Type: application/json$Origin: https://evil.example|403",
        "Host: localhost|Content-Type: application/json$Origin: null|403"
      })
  void shouldTakeWhatIsMeantForIt(String host, String headers, int status) throws Exception {
    // When
    String answer =
        ask(
            open,
            "POST /v1/edits HTTP/1.1\r\n%s\r\n%s\r\nContent-Length: 10\r\n"
                .formatted(host, headers.replace("$", "\r\n")),
            "{\"id\":\"x\"}");

    // Then
    assertThat(answer).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void shouldAnswerThePreflightOfListedOriginsAlone() throws Exception {
    // Given
    String preflight =
        "OPTIONS /v1/edits HTTP/1.1\r\nHost: localhost\r\nAccess-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: authorization,content-type\r\nOrigin: https://";

    // When
    String listed = ask(open, preflight + "app.example:8443\r\n");
    String other = ask(open, preflight + "evil.example\r\n");

    // Then
    assertThat(listed)
        .startsWith("HTTP/1.1 200")
        .contains("Access-Control-Allow-Origin: https://app.example:8443")
        .contains("Access-Control-Allow-Headers:");
    assertThat(other).doesNotContain("Access-Control-Allow-Origin");
  }

  @Test
  void shouldCloseConnectionsWhoseHeadersDoNotEnd() throws Exception {
    try (Socket slow = new Socket("localhost", open.port());
        Socket idle = new Socket("localhost", open.port())) {
      // Given
      slow.getOutputStream().write("GET /v1/models HTTP/1.1\r\n".getBytes(UTF_8));
      slow.setSoTimeout(1_000);

      // When
      int read = 0;
      for (int i = 0; i < 20 && read == 0; i++) {
        read = dribble(slow);
      }

      // Then
      assertThat(read).isEqualTo(-1);
      idle.getOutputStream()
          .write("HEAD /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      assertThat(idle.getInputStream().read()).isEqualTo('H');
    }
  }

  /** Writes a little and looks for an answer; 0 where there is none, -1 where it is closed. */
  private static int dribble(Socket socket) {
    try {
      socket.getOutputStream().write("a: b\r\n".getBytes(UTF_8));
      return socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      return 0;
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void shouldTellWhoSendsTooMuchAndReadNoBodyOfUnknownRoutes() throws Exception {
    // When
    Answer tooLarge = new Client(open.port()).post("/v1/edits", " ".repeat(5 << 20));
    Answer slash = new Client(open.port()).post("/v1/edits/", "{\"id\":\"x\"}");
    Answer noRoute = new Client(open.port()).post("/v1/nothing", "{}");

    Answer file =
        new Client(open.port())
            .post("/v1/edits", "{\"id\":\"f\",\"text\":\"%s\"}".formatted("x".repeat(1_500_000)));

    // Then
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(file.status()).isEqualTo(202);
    assertThat(slash.status()).isEqualTo(202);
    assertThat(noRoute.status()).isEqualTo(404);
  }

  private static String ask(Gateway gateway, String head) throws IOException {
    return ask(gateway, head, "");
  }

  private static String ask(Gateway gateway, String head, String body) throws IOException {
    try (Socket socket = new Socket("localhost", gateway.port())) {
      socket.getOutputStream().write((head + "Connection: close\r\n\r\n" + body).getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String line(String key) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    return "%s %s *\n".formatted(key, HexFormat.of().formatHex(hash));
  }
}
