package dev.medley.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.serving.Client.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose broker goes away and comes back. */
final class OutageTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void shouldGiveOutNothingThatKafkaDoesNotKnowAndServeAgainAfterwards() throws Exception {
    // Given
    ServingSettings settings =
        NodeSettings.of(TinyModel.write(folder.resolve("base")), folder.resolve("node"));
    try (LocalKafka kafka = new LocalKafka(folder);
        ServingNode node = ServingNode.start(kafka.options(), settings)) {
      Client client = new Client(node.port());
      await().atMost(LONG).until(node::ready);
      Answer before = client.chat("email", "a mat", 4);
      kafka.stopBroker();

      // When
      Answer during = client.chat("email", "a mat", 4);

      // Then
      assertThat(before.status()).isEqualTo(200);
      assertThat(during.status()).isEqualTo(503);
      assertThat(during.errorCode()).isEqualTo("log_unavailable");
      assertThat(client.getText("/health/live").statusCode()).isEqualTo(200);
      kafka.startBroker();
      await().atMost(LONG).until(() -> client.chat("email", "a mat", 4).status() == 200);
      assertThat(kafka.read(Topic.GENERATIONS, Generation.class))
          .extracting(Generation::getId)
          .contains(before.body().path("id").asText());
    }
  }
}
