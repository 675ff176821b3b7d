package dev.medley.learner.feed;

import static dev.medley.learner.feed.Readers.at;
import static dev.medley.learner.feed.Readers.ids;
import static dev.medley.learner.feed.Readers.takeAll;
import static dev.medley.learner.feed.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.labels.Taken;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a reader takes of a topic, and what it passes. */
@ExtendWith(SharedPlatform.class)
final class LabelReaderTest {
  private static Platform platform;

  @BeforeAll
  static void start(Platform shared) {
    platform = shared;
  }

  @Test
  void shouldReadItsTaskLabelsBehindManyOfAnotherTask() {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      labels.write(0, "a", 0, 3);
      labels.write(0, "b", 3, 603);
      labels.write(0, "a", 603, 643);

      // When
      until(() -> reader.available() == 43);

      // Then
      assertThat(reader.available()).isEqualTo(43);
    }
  }

  @Test
  void shouldMovePastWhatIsNotItsOwn() {
    // Given
    Cluster cluster = Topics.fresh(platform, 2);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      labels.write(0, "b", 0, 5);
      labels.writeRaw(0, null);
      labels.write(1, "a", 5, 6);

      // When
      until(() -> reader.read() == 7 && reader.available() == 1);
      until(() -> reader.caughtUp(2));

      // Then
      // Each transaction ends in a marker, which has an offset.
      assertThat(reader.nextOffsets()).containsExactly(at(0, 8), at(1, 0));
      assertThat(reader.lag()).isEqualTo(1);
      assertThat(reader.nextPlace()).isEqualTo(at(1, 0));
      Taken taken = reader.take();
      assertThat(taken.place()).isEqualTo(at(1, 0));
      assertThat(taken.record().value()).isEqualTo(labels.value("a", "g5"));
      assertThat(reader.nextOffsets()).containsExactly(at(0, 8), at(1, 2));
      assertThat(reader.lag()).isZero();
    }
  }

  @Test
  void shouldCountAndPassWhatCannotBeUsed() {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      labels.writeRaw(0, labels.value("a", " "));
      labels.writeRaw(0, new byte[] {1, 2, 3});
      labels.write(0, "a", 0, 1);

      // When
      until(() -> reader.available() == 1);

      // Then
      assertThat(reader.unreadable()).isEqualTo(2);
      assertThat(reader.take().place()).isEqualTo(at(0, 4));
    }
  }

  @Test
  void shouldGoOnWithOtherPartitionsWhereOneIsFull() {
    // Given
    Cluster cluster = Topics.fresh(platform, 2);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      labels.write(0, "a", 0, 3000);
      until(() -> reader.available() >= 500);
      int full = reader.available();
      labels.write(1, "a", 3000, 3010);

      // When
      until(() -> reader.available() >= full + 10);

      // Then
      assertThat(full).isLessThan(1000);
      assertThat(reader.available()).isEqualTo(full + 10);
      assertThat(reader.lag()).isEqualTo(3010);
      List<Taken> taken = takeAll(reader);
      until(
          () -> {
            taken.addAll(takeAll(reader));
            return taken.size() == 3010;
          });
      assertThat(taken.stream().filter(one -> one.place().getPartition() == 0))
          .extracting(one -> one.place().getOffset())
          .isSorted()
          .doesNotHaveDuplicates()
          .hasSize(3000);
    }
  }

  @Test
  void shouldGiveLabelsInTheOrderOfTheirArrival() {
    // Given
    Cluster cluster = Topics.fresh(platform, 4);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      for (int i = 0; i < 8; i++) {
        int arrived = i;
        labels.write(5 * i % 4, "a", i, i + 1);
        until(() -> reader.available() == arrived + 1);
      }

      // When
      List<Taken> taken = takeAll(reader);

      // Then
      assertThat(ids(taken)).containsExactly("g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7");
    }
  }

  @Test
  void shouldTellHowLongTheOldestHasBeenHereWhateverItsTimestampSays() throws Exception {
    // Given
    Cluster cluster = Topics.fresh(platform, 1);
    try (Supervisions labels = new Supervisions(cluster);
        OneReader reader = Readers.open(cluster)) {
      assertThat(reader.oldestHere()).isZero();
      long before = System.nanoTime();
      labels.write(0, "a", 0, 1);
      until(() -> reader.available() == 1);
      Thread.sleep(50);

      // When
      Duration here = reader.oldestHere();

      // Then
      assertThat(here).isPositive().isLessThan(Duration.ofNanos(System.nanoTime() - before));
      reader.take();
      assertThat(reader.oldestHere()).isZero();
    }
  }
}
