package dev.medley.learner.seats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.member.TrainingThread;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What probes are told. */
final class TrainerHttpTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final TrainingThread thread = new TrainingThread();
  private final TrainerMetrics metrics = new TrainerMetrics();
  private final TrainerHttp http =
      new TrainerHttp(new InetSocketAddress(0), metrics, thread, Duration.ofMillis(300));

  @AfterEach
  void close() {
    http.close();
    metrics.close();
  }

  @Test
  void shouldNotLiveWhereTheThreadHasNotMovedForLong() throws Exception {
    // Given
    thread.moved();
    assertThat(get("/health/live").statusCode()).isEqualTo(200);

    // When
    Thread.sleep(400);

    // Then
    HttpResponse<String> stuck = get("/health/live");
    assertThat(stuck.statusCode()).isEqualTo(503);
    assertThat(stuck.body()).contains("has not moved for");
    thread.moved();
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldBeReadyOnceMembersAreOpen() throws Exception {
    // Given
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);

    // When
    http.ready(true);

    // Then
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldShowNoMetricsBeforeAllMembersAreInThem() throws Exception {
    // Given
    assertThat(get("/metrics").statusCode()).isEqualTo(503);

    // When
    http.complete();

    // Then
    assertThat(get("/metrics").body()).contains("medley_trainer_registry_unavailable_total");
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://localhost:%d%s".formatted(http.port(), path));
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
