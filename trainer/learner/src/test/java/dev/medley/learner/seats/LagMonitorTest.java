package dev.medley.learner.seats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.feed.Frontier;
import dev.medley.learner.feed.GroupFrontier;
import dev.medley.learner.feed.LabelFeed;
import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.proofs.Patience;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.schemas.LiveLane;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far a member is behind, while nobody trains. */
final class LagMonitorTest {
  private static final MemberId SFT = new MemberId("email", MemberKind.SFT);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void shouldTellOwnLabelsBehindTheGroupAndTheirAgeWhereKafkaIsAway() throws Exception {
    // Given
    try (Platform platform = new Platform()) {
      Cluster kafka = Topics.fresh(platform, 1);
      Instant old = Instant.now().minusSeconds(7200);
      try (Labels labels = new Labels(kafka)) {
        labels.at(old).write("email", 0, 30);
        labels.write("other", 30, 90);
        labels.at(Instant.now()).write("email", 90, 100);
      }
      try (LabelFeeds feeds = new LabelFeeds(kafka);
          LagMonitor lags = new LagMonitor(feeds.admin(), kafka, () -> {})) {
        LabelFeed feed = feeds.of(Topic.SUPERVISION);
        lags.watch(SFT, feed.count(SFT));
        feed.begin(Map.of());
        lags.start();

        // When / Then
        awaitLabels(lags, 40);
        commit(feeds, kafka, Frontier.of(List.of(new PartitionOffset(0, 20L)), null));
        awaitLabels(lags, 20);
        assertThat(lags.of(SFT).orElseThrow().seconds()).isBetween(7200.0, 7400.0);
        // Of new labels, 4 were read before the older ones.
        LiveLane live = new LiveLane(old.plusSeconds(60), List.of(new PartitionOffset(0, 94L)));
        commit(feeds, kafka, Frontier.of(List.of(new PartitionOffset(0, 25L)), live));
        awaitLabels(lags, 11);

        platform.stopBroker();
        Patience.until(
            "it is known that nothing new is known",
            PATIENCE,
            () -> lags.of(SFT).orElseThrow().ageSeconds() > 5);
        double seconds = lags.of(SFT).orElseThrow().seconds();
        Thread.sleep(1100);
        assertThat(lags.of(SFT).orElseThrow().labels()).isEqualTo(11);
        assertThat(lags.of(SFT).orElseThrow().seconds()).isGreaterThan(seconds + 1);
      }
    }
  }

  private static void awaitLabels(LagMonitor lags, long labels) throws Exception {
    Patience.until(
        labels + " labels are behind",
        PATIENCE,
        () -> lags.of(SFT).filter(lag -> lag.labels() == labels).isPresent());
  }

  private static void commit(LabelFeeds feeds, Cluster kafka, Frontier read) throws Exception {
    feeds
        .admin()
        .alterConsumerGroupOffsets(
            SFT.clientName(kafka.prefix()),
            GroupFrontier.offsets(kafka.topic(Topic.SUPERVISION), read))
        .all()
        .get();
  }
}
