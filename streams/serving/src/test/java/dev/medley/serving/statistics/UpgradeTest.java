package dev.medley.serving.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.Cost;
import dev.medley.serving.Costs;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Statistics that find on Kafka what 0.1.0 had counted. */
@ExtendWith(SharedPlatform.class)
final class UpgradeTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  /** When the play was answered that {@link Past} holds. */
  private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

  @TempDir Path folder;

  @Test
  void shouldGoOnFromWhatTheReleaseBeforeHadCounted(Platform platform) throws Exception {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);
    leaveBehind(cluster);
    Silence silence = new Silence(Duration.ofDays(36_500), false);
    try (Statistics statistics = Statistics.start(cluster, folder, silence);
        Costs costs = new Costs(cluster)) {
      // When
      costs.send(answer("old", 2, 0.5, 0.25));
      costs.send(answer("waited", 0, 0.75, 0.75));

      // Then
      await().atMost(LONG).until(() -> statistics.total("email", "sft").answered() == 3);
      ArmTotal total = statistics.total("email", "sft");
      assertThat(total.charges().plays()).isEqualTo(3);
      assertThat(total.charges().costSum()).isCloseTo(0.25 + 0.25 + 0.75, within(1e-9));
      assertThat(total.costSum()).isCloseTo(0.5 + 0.25 + 0.75, within(1e-9));
      assertThat(total.waiting()).isZero();
      assertThat(total.silent()).isEqualTo(1);
    }
  }

  /** An answer and a response that waits, by their ids, and what they added up to. */
  private static void leaveBehind(Cluster cluster) throws Exception {
    String plays = InputPartitions.application(cluster) + "-plays-changelog";
    String totals = InputPartitions.application(cluster) + "-totals-changelog";
    Map<String, String> compacted = Map.of("cleanup.policy", "compact");
    try (Admin admin = Admin.create(cluster.client())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(plays, 1, (short) 1).configs(compacted),
                  new NewTopic(totals, 1, (short) 1).configs(compacted)))
          .all()
          .get();
    }
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            cluster.producer(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(plays, "old", Past.ANSWERED)).get();
      producer.send(new ProducerRecord<>(plays, "waited", Past.WAITING)).get();
      producer.send(new ProducerRecord<>(totals, "email/sft", Past.TOTAL)).get();
    }
  }

  private static Cost answer(String id, int revision, double cost, double charge) {
    Cost answer = Costs.of(id, revision, "email", "sft", cost);
    answer.setCharge(charge);
    answer.setGeneratedAt(AT);
    return answer;
  }
}
