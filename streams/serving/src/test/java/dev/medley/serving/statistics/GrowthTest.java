package dev.medley.serving.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.Topic;
import dev.medley.serving.Costs;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Statistics whose topics get more partitions while they count. */
@ExtendWith(SharedPlatform.class)
final class GrowthTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void shouldCountOnWhenPartitionsAreAdded(Platform platform) throws Exception {
    // Given
    Cluster cluster = Topics.fresh(platform, 2);
    Silence silence = new Silence(Duration.ofHours(1), false);
    try (Statistics statistics = Statistics.start(cluster, folder, silence)) {
      publish(cluster, 0, 10);
      await().atMost(LONG).until(() -> plays(statistics) == 10);

      // When
      try (Admin admin = Admin.create(cluster.client())) {
        admin
            .createPartitions(
                Map.of(
                    cluster.topic(Topic.GENERATIONS), NewPartitions.increaseTo(5),
                    cluster.topic(Topic.COST), NewPartitions.increaseTo(5)))
            .all()
            .get();
      }
      publish(cluster, 10, 40);

      // Then
      await().atMost(LONG).until(() -> plays(statistics) == 40);
      assertThat(statistics.ready()).isTrue();
    }
  }

  private static long plays(Statistics statistics) {
    return statistics.total("email", "sft").charges().plays();
  }

  private static void publish(Cluster cluster, int first, int last) throws Exception {
    try (Costs costs = new Costs(cluster)) {
      for (int i = first; i < last; i++) {
        costs.send(Costs.of("a" + i, 0, "email", "sft", 0.5));
      }
    }
  }
}
