package dev.medley.serving.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine whose clock is wrong, against a broker whose is not. */
@ExtendWith(SharedPlatform.class)
final class BrokerClockTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong millis = new AtomicLong();
  private final BrokerClock clock =
      new BrokerClock(() -> Instant.ofEpochMilli(millis.get()), nanos::get);

  @ParameterizedTest
  @ValueSource(longs = {-600_000, 0, 600_000})
  void shouldSeeByTheBrokersAcknowledgements(long ahead, Platform platform) throws Exception {
    // Given
    InstantSource machine = () -> Instant.now().plusMillis(ahead);
    try (EventLog log = new EventLog(Topics.fresh(platform, 1), machine)) {
      assertThat(log.clock().isRight()).isTrue();

      // When
      log.append(
          Edit.newBuilder()
              .setGenerationId("g")
              .setAction(EditAction.ACCEPTED)
              .setEditedAt(Instant.now())
              .build(),
          null);

      // Then
      assertThat(log.clock().isRight()).isEqualTo(ahead == 0);
      assertThat(log.clock().ahead().toMillis()).isCloseTo(ahead, within(10_000L));
    }
  }

  @Test
  void shouldTakeTheTimeOnTheWayForNoFault() {
    // Given
    pass(Duration.ofSeconds(90));

    // When
    clock.heard(0, 5_000);

    // Then
    assertThat(clock.ahead()).isZero();
    assertThat(clock.isRight()).isTrue();
  }

  @Test
  void shouldSeeAClockThatIsSetWhileNothingIsSent() {
    // Given
    clock.heard(0, 0);
    pass(Duration.ofMinutes(4));
    assertThat(clock.isRight()).isTrue();

    // When
    millis.addAndGet(Duration.ofMinutes(2).toMillis());

    // Then
    assertThat(clock.isRight()).isFalse();
    assertThat(clock.ahead()).isEqualTo(Duration.ofMinutes(2));
    millis.addAndGet(-Duration.ofMinutes(2).toMillis());
    assertThat(clock.isRight()).isTrue();
  }

  @Test
  void shouldBeTriedAgainWhereNothingWasHeardForAWhile() {
    // Given
    clock.heard(0, 0);
    millis.addAndGet(Duration.ofMinutes(2).toMillis());
    assertThat(clock.isRight()).isFalse();

    // When
    pass(Duration.ofMinutes(6));

    // Then
    assertThat(clock.isRight()).isTrue();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    millis.addAndGet(time.toMillis());
  }
}
