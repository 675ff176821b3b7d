package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Topic;
import dev.medley.standalone.Ports;
import dev.medley.testing.ForeignSchemas;
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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A trainer's endpoint says what docs/metrics.md says, and nothing that users choose. */
@ExtendWith(SharedPlatform.class)
final class TrainerMetricsTest {
  private static final Path DOCUMENT = Path.of("../../docs/metrics.md");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void shouldShowWhatIsDocumented(Platform platform) throws Exception {
    // Given
    Path base = TinyModel.QUIET.write(folder.resolve("base"));
    int port = Ports.free();
    Cluster kafka = Topics.fresh(platform, 1);
    putForeign(kafka);
    Labels.ofEmail(kafka, 0, 100);
    List<String> arguments =
        List.of(
            "train",
            "--guard-contexts=0",
            "--model=" + base,
            "--tasks=email",
            "--precision=float32",
            "--round-interval=0.5",
            "--publish-interval=1",
            "--gate-samples=4",
            "--metrics-port=" + port);
    try (JavaProcess trainer = TrainerProcess.start(folder.resolve("log"), kafka, arguments)) {
      TrainerProcess.awaitReady(trainer);

      // When
      String page = await(port, text -> steps(text) == 4 && text.contains("eval_samples"));

      // Then
      Set<String> expected = documented();
      // They need 8 contexts that are held out, and guards.
      expected.removeIf(
          name -> name.matches("medley_trainer_eval_(edit|charge|best|kept|guard).*"));
      assertThat(names(page)).isEqualTo(expected);
      assertThat(labels(page))
          .containsExactlyInAnyOrder("task", "member", "fate", "state", "trouble", "rule", "le");
      assertThat(page)
          .contains("medley_trainer_label_to_step_seconds_bucket{member=\"rl\",task=\"email\",le=")
          .contains("medley_trainer_labels_unreadable_total{member=\"sft\",task=\"email\"} 1.0")
          .contains("medley_trainer_labels_total{fate=\"unusable\",member=\"sft\",task=\"email\"}")
          .doesNotContain("where is the cat")
          .doesNotContain("g1");
      assertThat(folder.resolve("log"))
          .content()
          .contains("\"level\":\"INFO\"", "\"message\":\"Trainer is ready\"")
          .doesNotContain("where is the cat")
          // Logback's own words about its configuration.
          .doesNotContain("|-");
    }
  }

  /** A record that another product wrote to a topic of labels. */
  private static void putForeign(Cluster kafka) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer())) {
      byte[] json = ForeignSchemas.json(kafka.registry());
      producer.send(new ProducerRecord<>(kafka.topic(Topic.SUPERVISION), "foreign", json)).get();
    }
  }

  /** Members whose steps a checkpoint reflects. */
  private static long steps(String page) {
    return Pattern.compile("step_to_publish_seconds_count\\{.*} [1-9]")
        .matcher(page)
        .results()
        .count();
  }

  private static String await(int port, Predicate<String> enough) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:%d/metrics".formatted(port))).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String page = "";
    while (!enough.test(page) && System.nanoTime() < deadline) {
      page = http.send(request, BodyHandlers.ofString()).body();
      Thread.sleep(100);
    }
    return page;
  }

  private static Set<String> names(String page) {
    return matches("(?m)^# TYPE (\\S+)(?<!_max) ", page);
  }

  private static Set<String> labels(String page) {
    return matches("[{,]([a-z_]+)=\"", page);
  }

  private static Set<String> documented() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf("## Trainer\n");
    int end = document.indexOf("\n## ", begin);
    return matches("(?m)^\\| `(\\w+)`", document.substring(begin, end));
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
