package dev.medley.learner.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GateTimeTest {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(1);
  private static final double HALF = 0.5;

  private final GateTime time = new GateTime();

  @Test
  void shouldLetAGateLookOnceItsMembersPartOfTheTimeHasPassed() {
    // Given
    time.sharedBy(4);

    // When
    boolean early = time.isLeft(Duration.ofMillis(6900), LOOK, HALF);

    // Then
    assertThat(early).isFalse();
    // A second's look once in eight, as each of four has two of them.
    assertThat(time.isLeft(Duration.ofMillis(7100), LOOK, HALF)).isTrue();
  }

  @Test
  void shouldAskNobodyToWaitForMembersThatHaveNothingToDo() {
    // Given
    time.sharedBy(200);

    // When
    time.sharedBy(0);

    // Then
    assertThat(time.isLeft(LOOK, LOOK, HALF)).isTrue();
  }

  @Test
  void shouldRestAfterALookWhoseverItWas() {
    // When
    time.took(LOOK, HALF);

    // Then
    assertThat(time.isLeft(LONG, LOOK, HALF)).isFalse();
  }

  @Test
  void shouldLetAMemberLearnForAsLongAsALookTakesBeforeItsFirst() {
    // Given
    time.sharedBy(10);
    time.took(LOOK, 1);

    // When
    boolean early = time.isLeftForFirst(Duration.ofSeconds(9), HALF);

    // Then
    assertThat(early).isFalse();
    assertThat(time.isLeftForFirst(Duration.ofSeconds(11), HALF)).isTrue();
  }

  @Test
  void shouldNotLetAFirstLookWaitForOthersThatNeverLooked() {
    // When
    time.sharedBy(200);

    // Then
    assertThat(time.isLeftForFirst(Duration.ZERO, HALF)).isTrue();
  }

  @Test
  void shouldNotRestWhereGatesMayTakeAllOfTheTime() {
    // When
    time.took(LOOK, 1);

    // Then
    assertThat(time.isLeft(LONG, LOOK, 1)).isTrue();
  }
}
