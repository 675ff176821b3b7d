package dev.medley.learner.feed;

import static dev.medley.learner.feed.Readers.at;
import static dev.medley.learner.feed.Readers.ids;
import static dev.medley.learner.feed.Readers.takeAll;
import static dev.medley.learner.feed.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.labels.Taken;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.PartitionOffset;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Labels that are taken again, by their places. */
@ExtendWith(SharedPlatform.class)
final class RedoneLabelsTest {
  private static Platform platform;

  @BeforeAll
  static void start(Platform shared) {
    platform = shared;
  }

  @Test
  void shouldGiveTheSameLabelsInAnyOrderOfPartitions() {
    // Given
    Cluster cluster = Topics.fresh(platform, 4);
    List<Taken> live;
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      int[] uneven = {40, 1, 700, 7};
      int first = 0;
      for (int partition = 0; partition < uneven.length; partition++) {
        labels.write(partition, "b", 0, partition * 3);
        labels.write(partition, "a", first, first + uneven[partition]);
        first += uneven[partition];
      }
      live = new ArrayList<>();
      until(
          () -> {
            live.addAll(takeAll(reader));
            return live.size() == 748;
          });
    }
    // By partition from the last to the first, each in its own order: 700 of one partition wait.
    List<Taken> journaled = new ArrayList<>(live);
    journaled.sort(Collections.reverseOrder((x, y) -> Integer.compare(partition(x), partition(y))));

    // When
    List<Taken> redone;
    List<PartitionOffset> next;
    try (OneReader reader = Readers.open(cluster)) {
      redone = journaled.stream().map(one -> reader.take(one.place()).orElseThrow()).toList();
      until(() -> reader.caughtUp(1));
      next = reader.nextOffsets();
    }

    // Then
    assertThat(ids(redone)).isEqualTo(ids(journaled)).doesNotHaveDuplicates();
    assertThat(next).containsExactly(at(0, 41), at(1, 6), at(2, 708), at(3, 18));
  }

  private static int partition(Taken taken) {
    return taken.place().getPartition();
  }

  @Test
  void shouldReachAPlaceBehindFullPartitions() {
    // Given
    Cluster cluster = Topics.fresh(platform, 2);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      labels.write(0, "a", 0, 2000);
      labels.write(1, "b", 0, 2000);
      labels.write(1, "a", 2000, 2002);

      // When
      Optional<Taken> taken = reader.take(at(1, 2002));

      // Then
      assertThat(ids(taken.stream().toList())).containsExactly("g2001");
      assertThat(ids(reader.take(at(0, 1500)).stream().toList())).containsExactly("g1500");
      assertThat(reader.nextOffsets()).contains(at(0, 1501));
    }
  }

  @Test
  void shouldGiveNothingWhereNoUsableLabelOfItsOwnLies() {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      labels.write(0, "b", 0, 2);
      labels.write(0, "a", 2, 5);

      // When
      Optional<Taken> others = reader.take(at(0, 1));

      // Then
      assertThat(others).isEmpty();
      assertThat(reader.take(at(0, 2))).as("a marker's place").isEmpty();
      assertThat(reader.take(at(0, 4))).isPresent();
      assertThat(reader.take(at(0, 3))).as("before what is there").isEmpty();
      assertThat(reader.take(at(0, 5))).isPresent();
    }
  }

  @Test
  void shouldSayWhereItStandsForAPlaceThatDoesNotCome() {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      labels.write(0, "b", 0, 3);

      // When / Then
      assertThatThrownBy(() -> reader.take(at(0, 9)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("offset 9 of partition 0")
          .hasMessageContaining("stood at 4");
      assertThatThrownBy(() -> reader.take(at(7, 9)))
          .isInstanceOf(RefusedStateException.class)
          .hasMessageContaining("a/sft: next is offset 9")
          .hasMessageContaining("retrain --from-beginning");
    }
  }
}
