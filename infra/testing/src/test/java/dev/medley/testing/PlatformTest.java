package dev.medley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

final class PlatformTest {
  @Test
  void shouldComeBackWhereItWasWithWhatItHeld() throws Exception {
    // Given
    Platform platform = new Platform();
    try (platform) {
      String broker = platform.bootstrapServers();
      String registry = platform.registryUrl();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
      }
      send(
          HttpRequest.newBuilder(URI.create(registry + "/subjects/kept/versions"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"schema\": \"\\\"string\\\"\"}")));

      // When
      platform.stopBroker();
      platform.stopRegistry();
      platform.startRegistry();
      platform.startBroker();

      // Then
      assertThat(platform.bootstrapServers()).isEqualTo(broker);
      assertThat(platform.registryUrl()).isEqualTo(registry);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
        assertThat(admin.listTopics().names().get()).contains("kept");
      }
      assertThat(send(HttpRequest.newBuilder(URI.create(registry + "/subjects"))))
          .contains("\"kept\"");
    }
    assertThat(Files.exists(platform.folder())).isFalse();
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
