package dev.medley.learner.feed;

import static dev.medley.learner.feed.Readers.at;
import static dev.medley.learner.feed.Readers.deleteBefore;
import static dev.medley.learner.feed.Readers.ids;
import static dev.medley.learner.feed.Readers.takeAll;
import static dev.medley.learner.feed.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.labels.Taken;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.OffsetRange;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics whose beginning or end is no longer where a reader left them. */
@ExtendWith(SharedPlatform.class)
final class LostLabelsTest {
  private static Platform platform;

  @BeforeAll
  static void start(Platform shared) {
    platform = shared;
  }

  @Test
  void shouldGoOnAtTheEarliestAndTellWhatWasLostBeforeItOpened() throws Exception {
    // Given
    Cluster cluster = Topics.fresh(platform, 2);
    try (Supervisions labels = new Supervisions(cluster)) {
      labels.write(0, "a", 0, 10);
      labels.write(1, "a", 10, 20);
    }
    deleteBefore(cluster, 0, 7);
    deleteBefore(cluster, 1, 3);

    // When
    try (OneReader reader = Readers.open(cluster, at(0, 4), at(1, 5))) {

      // Then
      assertThat(reader.takeLost()).containsExactly(new OffsetRange(0, 4L, 7L, null, null));
      assertThat(reader.takeLost()).isEmpty();
      until(() -> reader.available() == 8);
      assertThat(ids(takeAll(reader)))
          .containsExactlyInAnyOrder("g7", "g8", "g9", "g15", "g16", "g17", "g18", "g19");
    }
  }

  @Test
  void shouldGoOnAtTheEarliestAndTellWhatWasLostWhileItRan() throws Exception {
    // Given
    Cluster cluster = Topics.fresh(platform, 2);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      labels.write(0, "a", 0, 2000);
      until(() -> reader.available() >= 500);
      long waiting = reader.available();
      deleteBefore(cluster, 0, 1990);

      // When
      assertThat(takeAll(reader)).hasSize((int) waiting);
      until(() -> reader.available() == 10);

      // Then
      assertThat(reader.takeLost()).containsExactly(new OffsetRange(0, waiting, 1990L, null, null));
      assertThat(reader.nextOffsets()).containsExactly(at(0, 1990), at(1, 0));
      assertThat(ids(takeAll(reader))).startsWith("g1990").hasSize(10);
      assertThat(reader.takeLost()).isEmpty();
    }
  }

  @Test
  void shouldGiveNothingForARedoneLabelThatRetentionHasRemoved() throws Exception {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);
    try (Supervisions labels = new Supervisions(cluster)) {
      labels.write(0, "a", 0, 10);
    }
    deleteBefore(cluster, 0, 7);
    try (OneReader reader = Readers.open(cluster, at(0, 4))) {

      // When
      Optional<Taken> taken = reader.take(at(0, 5));

      // Then
      assertThat(taken).isEmpty();
      assertThat(reader.take(at(0, 7))).isPresent();
    }
  }

  @Test
  void shouldRefuseAnOffsetBehindTheEnd() {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);
    try (Supervisions labels = new Supervisions(cluster)) {
      labels.write(0, "a", 0, 10);
    }

    // When / Then
    assertThatThrownBy(() -> Readers.open(cluster, at(0, 12)))
        .isInstanceOf(RefusedStateException.class)
        .hasMessageContaining("a/sft: next is offset 12")
        .hasMessageContaining("its end is 11")
        .hasMessageContaining("learner retrain --from-beginning --as NAME");
  }

  @Test
  void shouldRefuseAPartitionThatIsMissing() {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);

    // When / Then
    assertThatThrownBy(() -> Readers.open(cluster, at(3, 0)))
        .isInstanceOf(RefusedStateException.class)
        .hasMessageContaining("a/sft: next is offset 0")
        .hasMessageContaining("is missing")
        .hasMessageContaining("learner retrain --from-beginning --as NAME");
  }
}
