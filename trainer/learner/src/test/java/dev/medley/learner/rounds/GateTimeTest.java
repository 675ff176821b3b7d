package dev.medley.learner.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GateTimeTest {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Optional<Duration> LOOKED = Optional.of(LOOK);
  private static final Optional<Duration> NEVER = Optional.empty();
  private static final Duration LONG = Duration.ofHours(1);
  private static final double HALF = 0.5;

  private final GateTime time = new GateTime();

  @Test
  void shouldLetAGateLookOnceItsMembersPartOfTheTimeHasPassed() {
    // Given
    time.sharedBy(4);

    // When
    boolean early = time.isLeft(Duration.ofMillis(7900), LOOKED, HALF);

    // Then
    assertThat(early).isFalse();
    // A second's look once in eight, as each of four has two of them.
    assertThat(time.isLeft(Duration.ofMillis(8100), LOOKED, HALF)).isTrue();
  }

  @Test
  void shouldAskNobodyToWaitForMembersThatHaveNothingToDo() {
    // Given
    time.sharedBy(200);

    // When
    time.sharedBy(0);

    // Then
    assertThat(time.isLeft(LOOK.multipliedBy(2), LOOKED, HALF)).isTrue();
  }

  @Test
  void shouldRestAfterALookWhoseverItWas() {
    // When
    time.took(LOOK, HALF);

    // Then
    assertThat(time.isLeft(LONG, LOOKED, HALF)).isFalse();
  }

  @Test
  void shouldLetAMemberLearnForAsLongAsALookTakesBeforeItsFirst() {
    // Given
    time.sharedBy(10);
    time.took(LOOK, 1);

    // When
    boolean early = time.isLeft(Duration.ofSeconds(9), NEVER, HALF);

    // Then
    assertThat(early).isFalse();
    assertThat(time.isLeft(Duration.ofSeconds(11), NEVER, HALF)).isTrue();
  }

  @Test
  void shouldNotLetAFirstLookWaitForOthersThatNeverLooked() {
    // When
    time.sharedBy(200);

    // Then
    assertThat(time.isLeft(Duration.ZERO, NEVER, HALF)).isTrue();
  }

  @Test
  void shouldNotRestWhereGatesMayTakeAllOfTheTime() {
    // When
    time.took(LOOK, 1);

    // Then
    assertThat(time.isLeft(LONG, LOOKED, 1)).isTrue();
  }
}
