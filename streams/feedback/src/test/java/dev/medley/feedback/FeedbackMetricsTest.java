package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.job.FeedbackMain;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import dev.medley.standalone.Ports;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The job's endpoint has what docs/metrics.md says, and nothing that users choose. */
@ExtendWith(SharedPlatform.class)
final class FeedbackMetricsTest {
  private static final Path DOCUMENT = Path.of("../../docs/metrics.md");

  @AutoClose private final JobPlatform platform;
  @TempDir private Path folder;

  FeedbackMetricsTest(Platform shared) {
    this.platform = new JobPlatform(shared);
  }

  @Test
  void shouldShowWhatIsDocumented() throws Exception {
    // Given
    Cluster kafka = platform.topics("metrics.");
    int port = Ports.free();
    try (JavaProcess job = start(kafka, port)) {
      platform.send(kafka, Events.generation("g-of-a-user", "the secret cat"));
      platform.send(kafka, Events.edited("g-of-a-user", 0, "the secret dog"));
      platform.send(kafka, Topic.EDITS, "k-of-a-user", "no avro".getBytes(UTF_8));

      // When
      String page = await(port);

      // Then
      assertThat(names(page)).containsAll(documented());
      assertThat(page)
          .containsPattern("operator_user_reason_deadLetters\\{.*reason=\"not_avro\",.*} 1\\.0")
          .doesNotContain("of-a-user", "of_a_user", "secret", "u1\"");
      assertThat(job.isAlive()).isTrue();
    }
  }

  private JavaProcess start(Cluster kafka, int port) throws IOException {
    return JavaProcess.of(FeedbackMain.class)
        .arguments(
            "--bootstrap-servers=" + kafka.brokers(),
            "--schema-registry=" + kafka.registry(),
            "--topic-prefix=" + kafka.prefix(),
            "--checkpoints=" + folder.resolve("checkpoints"),
            "--checkpoint-interval=0.5",
            "--metrics-port=" + port)
        .start(folder.resolve("log"));
  }

  /** The endpoint's page, once it tells of a label, a dead letter and a checkpoint. */
  private static String await(int port) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:%d/metrics".formatted(port))).build();
    Pattern enough =
        Pattern.compile(
            "(?s)(?=.*_labels\\{[^}]*} 1\\.0)(?=.*not_avro\"[^}]*} 1\\.0)"
                + "(?=.*lastCheckpointSize\\{[^}]*} [1-9])");
    long deadline = System.nanoTime() + JobPlatform.PATIENCE.toNanos();
    String page = "";
    while (!enough.matcher(page).lookingAt() && System.nanoTime() < deadline) {
      Thread.sleep(200);
      try {
        page = http.send(request, BodyHandlers.ofString()).body();
      } catch (IOException e) {
        // It does not listen yet.
        page = "";
      }
    }
    return page;
  }

  private static Set<String> names(String page) {
    return matches("(?m)^# TYPE (\\S+) ", page);
  }

  private static Set<String> documented() throws IOException {
    String document = Files.readString(DOCUMENT);
    return matches("(?m)^\\| `(\\w+)`", document.substring(document.indexOf("## Feedback job\n")));
  }

  private static Set<String> matches(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
