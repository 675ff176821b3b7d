package dev.medley.feedback.job;

import static dev.medley.feedback.JobPlatform.PATIENCE;
import static dev.medley.feedback.Records.read;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.medley.feedback.Events;
import dev.medley.feedback.JobPlatform;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flink keeps and shows the job's graph: it says where secrets lie, and Kafka's clients find them.
 */
@ExtendWith(SharedPlatform.class)
final class SecretsTest {
  private static final String SECRET = "Zw1eb4ck";

  @AutoClose private final JobPlatform platform;
  @TempDir private Path folder;

  SecretsTest(Platform shared) {
    this.platform = new JobPlatform(shared);
  }

  @Test
  void shouldCarryNoSecretInTheJobsGraph() throws Exception {
    // Given
    Path file = folder.resolve("client.properties");
    Files.write(
        file,
        List.of(
            "sasl.mechanism=PLAIN",
            "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"u\" password=\"%s\";".formatted(SECRET),
            "ssl.truststore.password=" + SECRET,
            "ssl.keystore.key=" + SECRET,
            "ssl.key.password=${a:%s}".formatted(SECRET),
            "somebodys.own=" + SECRET,
            "schema.registry.basic.auth.user.info=u:" + SECRET));
    Cluster kafka = new Cluster("localhost:1", "http://localhost:1", "", file.toString());
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    new FeedbackJob(JobPlatform.settings(kafka, 1 << 20)).build(environment);

    // When
    byte[] graph = InstantiationUtil.serializeObject(environment.getStreamGraph().getJobGraph());

    // Then
    assertThat(new String(graph, ISO_8859_1))
        .contains(file.toString(), "sasl.jaas.config", "PLAIN")
        .doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.providers.env.param.token=" + SECRET,
        "sasl.jaas.config=username=\"${env:U}\" password=\"" + SECRET + "\";"
      })
  void shouldMakeNoGraphThatWouldCarryASecret(String line) throws Exception {
    // Given
    Path file = folder.resolve("client.properties");
    Files.write(file, List.of("config.providers=env", "config.providers.env.class=a.B", line));
    Cluster kafka = new Cluster("localhost:1", "http://localhost:1", "", file.toString());
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    FeedbackJob job = new FeedbackJob(JobPlatform.settings(kafka, 1 << 20));

    // When
    assertThatThrownBy(() -> job.build(environment))

        // Then
        .hasMessageContaining(line.substring(0, line.indexOf('=')))
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void shouldGiveKafkasClientsWhatTheGraphRefersTo() throws Exception {
    // Given
    Path file = folder.resolve("client.properties");
    Files.write(
        file, List.of("somebodys.own=" + SECRET, "metric.reporters=" + Seen.class.getName()));
    Cluster plain = platform.topics("secrets.");
    Cluster kafka = new Cluster(plain.brokers(), plain.registry(), plain.prefix(), file.toString());
    JobClient job = platform.startJob(kafka);
    try {
      platform.send(plain, Events.generation("g", "the cat sat"));

      // When
      platform.send(plain, Events.edited("g", 0, "the dog sat"));

      // Then
      await().atMost(PATIENCE).until(() -> read(plain, Topic.COST).size() == 1);
      assertThat(Seen.SECRETS.keySet())
          .anyMatch(client -> client.contains("enumerator-admin"))
          .anyMatch(client -> client.startsWith("secrets.feedback-"))
          .anyMatch(client -> client.startsWith("producer-"));
      assertThat(Seen.SECRETS.values()).containsOnly(SECRET);
    } finally {
      job.cancel().get();
    }
  }

  /** What each client of Kafka was given. */
  public static final class Seen implements MetricsReporter {
    static final Map<String, String> SECRETS = new ConcurrentHashMap<>();

    @Override
    public void configure(Map<String, ?> configs) {
      SECRETS.put(
          String.valueOf(configs.get("client.id")), String.valueOf(configs.get("somebodys.own")));
    }

    @Override
    public void init(List<KafkaMetric> metrics) {}

    @Override
    public void metricChange(KafkaMetric metric) {}

    @Override
    public void metricRemoval(KafkaMetric metric) {}

    @Override
    public void close() {}
  }
}
