package dev.medley.serving.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final RateLimit limit = new RateLimit(6, clock::get);

  @Test
  void shouldLetAMinutesRequestsPassAtOnceAndThenSayWhen() {
    // When
    List<Long> waits = take(8, "a");

    // Then
    assertThat(waits).containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 10L, 10L);
  }

  @Test
  void shouldRefillEvenly() {
    // Given
    take(6, "a");
    clock.addAndGet(25 * SECOND);

    // When
    List<Long> waits = take(3, "a");

    // Then
    assertThat(waits).containsExactly(0L, 0L, 5L);
  }

  @Test
  void shouldCountEachNameByItself() {
    // Given
    take(6, "a");

    // When
    List<Long> waits = take(1, "b");

    // Then
    assertThat(waits).containsExactly(0L);
  }

  private List<Long> take(int times, String name) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      waits.add(limit.take(name));
    }
    return waits;
  }
}
