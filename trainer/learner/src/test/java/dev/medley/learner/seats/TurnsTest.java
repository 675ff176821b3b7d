package dev.medley.learner.seats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose turn it is, by time. */
final class TurnsTest {
  private final Turns<String> turns = new Turns<>();
  private final Map<String, Duration> had = new HashMap<>();

  @Test
  void shouldGiveEqualTimeHoweverLongAStepTakes() {
    // When
    for (int i = 0; i < 10_000; i++) {
      step(List.of("sft", "dpo", "early", "rl"));
    }

    // Then
    Duration all = had.values().stream().reduce(Duration.ZERO, Duration::plus);
    had.values()
        .forEach(
            time ->
                assertThat((double) time.toMillis())
                    .isCloseTo(all.toMillis() / 4.0, withPercentage(2)));
  }

  @Test
  void shouldNotLetAnybodySaveUpTimeInWhichItHadNothingToDo() {
    // Given
    for (int i = 0; i < 1_000; i++) {
      step(List.of("sft"));
    }
    had.clear();

    // When
    for (int i = 0; i < 1_000; i++) {
      step(List.of("sft", "dpo"));
    }

    // Then
    assertThat((double) had.get("sft").toMillis())
        .isCloseTo((double) had.get("dpo").toMillis(), withPercentage(2));
  }

  @Test
  void shouldGiveNobodyATurnWhereNobodyHasAnythingToDo() {
    // When / Then
    assertThat(turns.next(List.of())).isEmpty();
  }

  private void step(List<String> due) {
    String next = turns.next(due).orElseThrow();
    Duration took = Duration.ofMillis(next.equals("rl") ? 800 : 20);
    turns.took(next, took);
    had.merge(next, took, Duration::plus);
  }
}
