package dev.medley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StandaloneTest {
  @TempDir Path folder;

  @Test
  void shouldKeepTopicsOverARestart() throws Exception {
    // Given
    try (KafkaBroker broker = KafkaBroker.start(folder, 0);
        Admin admin = admin(broker)) {
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
    }

    // When
    try (KafkaBroker restarted = KafkaBroker.start(folder, 0);
        Admin admin = admin(restarted)) {

      // Then
      assertThat(admin.listTopics().names().get()).contains("kept");
    }
  }

  @Test
  void shouldKeepSchemaIdsThroughAKill() throws Exception {
    // Given
    Path home = Path.of(System.getProperty("apicurio.home"));
    SchemaRegistry killed = SchemaRegistry.start(home, folder, 0);
    String id = post(killed.url() + "/subjects/a-value/versions");
    killed.process().destroyForcibly().waitFor();

    // When
    try (SchemaRegistry restarted = SchemaRegistry.start(home, folder, 0)) {

      // Then
      assertThat(post(restarted.url() + "/subjects/a-value/versions")).isEqualTo(id);
    }
  }

  @Test
  void shouldNameThePortThatIsTaken() throws Exception {
    // Given
    try (ServerSocket taken = new ServerSocket(0)) {

      // When
      assertThatThrownBy(() -> Ports.requireFree(taken.getLocalPort(), "Kafka"))

          // Then
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()))
          .hasMessageContaining("Kafka");
    }
  }

  private static Admin admin(KafkaBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static String post(String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"\\\"string\\\"\"}"))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }
}
