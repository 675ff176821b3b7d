package dev.medley.feedback.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

final class ReplayProgressTest {

  /** Letters 12 and 15 are broken; 11 and 16 are no letters. */
  private static OffsetAndMetadata committed() {
    ReplayProgress progress = ReplayProgress.after(null, 10, 20);
    progress.read(10, true);
    progress.read(12, false);
    progress.read(13, true);
    progress.read(14, true);
    progress.read(15, false);
    progress.passTo(18);
    return progress.committable();
  }

  private static LongStream open(ReplayProgress progress) {
    return LongStream.range(progress.next(), 20).filter(offset -> !progress.isDone(offset));
  }

  @Test
  void shouldStandAtTheFirstBrokenAndRememberThoseDoneBehindIt() {
    // When
    OffsetAndMetadata committed = committed();

    // Then
    assertThat(committed.offset()).isEqualTo(12);
    assertThat(open(ReplayProgress.after(committed, 0, 20))).containsExactly(12L, 15L, 18L, 19L);
  }

  @Test
  void shouldMoveOnWhereTheFirstBrokenIsMended() {
    // Given
    ReplayProgress progress = ReplayProgress.after(committed(), 0, 20);

    // When
    progress.read(12, true);

    // Then
    OffsetAndMetadata next = progress.committable();
    assertThat(next.offset()).isEqualTo(15);
    assertThat(open(ReplayProgress.after(next, 0, 20))).containsExactly(15L, 18L, 19L);
  }

  @Test
  void shouldKeepItsPlaceWhereRetentionTookLettersAway() {
    // When
    ReplayProgress progress = ReplayProgress.after(committed(), 14, 20);

    // Then
    assertThat(open(progress)).containsExactly(15L, 18L, 19L);
  }

  @Test
  void shouldForgetWhatRetentionTookAway() {
    // When
    ReplayProgress progress = ReplayProgress.after(committed(), 5_000_000_000L, 5_000_000_002L);

    // Then
    assertThat(progress.next()).isEqualTo(5_000_000_000L);
    assertThat(progress.isDone(5_000_000_000L)).isFalse();
  }

  @Test
  void shouldBeginAnewWhereTheTopicIsAnother() {
    // When
    ReplayProgress progress = ReplayProgress.after(committed(), 0, 5);

    // Then
    assertThat(open(progress)).hasSize(20);
  }

  @Test
  void shouldRememberMillionsInFewCharactersWhereTheyLieInRows() {
    // Given
    ReplayProgress rows = ReplayProgress.after(null, 0, 5_000_000);
    rows.read(0, false);
    rows.read(4_000_000, false);
    rows.passTo(5_000_000);

    // When
    OffsetAndMetadata committed = rows.committable();

    // Then
    assertThat(committed.metadata()).hasSizeLessThan(ReplayMemory.SLICE);
  }
}
