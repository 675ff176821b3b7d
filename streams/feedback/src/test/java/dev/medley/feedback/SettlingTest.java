package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How several revisions settle to the highest after five quiet seconds. */
final class SettlingTest {
  @AutoClose private JoinHarness join;

  @BeforeEach
  void open() throws Exception {
    join = new JoinHarness(Duration.ofSeconds(5));
  }

  @Test
  void shouldSettleToTheHighestRevisionByTheWatermark() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", 0, "first", 1000);
    join.edit("g", 2, "third", 3000);
    join.edit("g", 1, "second", 4000);
    join.watermark(8999);
    assertThat(join.revisions()).isEmpty();

    // When
    join.watermark(9000);

    // Then
    assertThat(join.revisions()).containsExactly(2);
  }

  @Test
  void shouldWaitTheWholeQuietTimeForAnEditThatIsBehindTheWatermark() throws Exception {
    // Given
    join.generation("g", 1);
    join.watermark(100_000);
    join.edit("g", 0, "first", 1000);
    join.watermark(104_999);
    assertThat(join.revisions()).isEmpty();

    // When
    join.watermark(105_000);

    // Then
    assertThat(join.revisions()).containsExactly(0);
  }

  @Test
  void shouldSettleByTheClockOnlyWhereTheStreamIsSilent() throws Exception {
    // Given
    join.clock(1000);
    join.generation("g", 1);
    join.edit("g", 0, "first", 1000);
    join.watermark(2000);
    join.clock(6000);
    assertThat(join.revisions()).isEmpty();

    // When
    join.clock(11_000);

    // Then
    assertThat(join.revisions()).containsExactly(0);
  }

  @Test
  void shouldBeginTheQuietTimeAnewByTheClockWithEveryRevision() throws Exception {
    // Given
    join.clock(1000);
    join.generation("g", 1);
    join.edit("g", 0, "first", 1000);
    join.clock(4000);
    join.edit("g", 1, "second", 1000);
    join.clock(8999);
    assertThat(join.revisions()).isEmpty();

    // When
    join.clock(9000);

    // Then
    assertThat(join.revisions()).containsExactly(1);
  }

  @Test
  void shouldTakeARevisionThatComesAfterSettling() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", 0, "first", 1000);
    join.watermark(6000);

    // When
    join.edit("g", 1, "second", 7000);
    join.watermark(12_000);

    // Then
    assertThat(join.revisions()).containsExactly(0, 1);
  }

  @Test
  void shouldForgetWhatSettled() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", 0, "first", 1000);

    // When
    join.watermark(9 * JoinHarness.WINDOW);

    // Then
    assertThat(join.revisions()).containsExactly(0);
    assertThat(join.isEmpty()).isTrue();
  }
}
