package dev.medley.lab.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.medley.schemas.edits.EditCost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user behind a server that speaks OpenAI's API. */
final class ModelUserTest {
  private static final Situation SITUATION =
      SimulatedUser.of("email", Strength.STRONG, 0, 7).next();

  private HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "";
  private volatile String path = "";
  private volatile String request = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          path = exchange.getRequestURI().getPath();
          request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          byte[] body = answer.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void shouldTakeWhatTheModelWritesAsTheEdit() throws IOException {
    // Given
    answer = completion("hello dear world\n");

    // When
    Reaction reaction = user("/v1/").react(SITUATION, "hello world");

    // Then
    assertThat(reaction.action()).isEqualTo(Action.EDITED);
    assertThat(reaction.text()).contains("hello dear world");
    assertThat(reaction.cost()).isEqualTo(EditCost.of("hello world", "hello dear world"));
    assertThat(path).isEqualTo("/v1/chat/completions");
    assertThat(request).contains("\"model\":\"editor\"", "hello world", "\"temperature\":0");
  }

  @Test
  void shouldAcceptWhatTheModelLeaves() throws IOException {
    // Given
    answer = completion("SAME");

    // When
    Reaction reaction = user("/v1").react(SITUATION, "hello world");

    // Then
    assertThat(reaction.action()).isEqualTo(Action.ACCEPTED);
    assertThat(reaction.cost()).isZero();
  }

  @Test
  void shouldNameAServerThatFails() {
    // Given
    status = 500;

    // When
    assertThatThrownBy(() -> user("/v1").react(SITUATION, "hello world"))

        // Then
        .hasMessageContaining("/v1/chat/completions")
        .hasMessageContaining("--user-url");
  }

  private ModelUser user(String basePath) {
    URI base = URI.create("http://localhost:" + server.getAddress().getPort() + basePath);
    return new ModelUser(base, "editor", Strength.STRONG, 0);
  }

  private static String completion(String text) throws IOException {
    return new ObjectMapper()
        .writeValueAsString(
            Map.of("choices", new Object[] {Map.of("message", Map.of("content", text))}));
  }
}
