package dev.medley.learner.seats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose turn it is, by time. */
final class TurnsTest {
  private static final Duration LONG = Duration.ofMillis(800);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final Turns<String> turns = new Turns<>(member -> member.replaceAll("[0-9]", ""));
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
  void shouldNotLetManyLongStepsTakeTheTimeOfTheOthersOneAfterAnother() {
    // Given
    List<String> members =
        IntStream.range(0, 50).boxed().flatMap(i -> Stream.of("sft" + i, "rl" + i)).toList();
    step(List.of("rl0"));

    // When
    for (int i = 0; i < 400; i++) {
      step(members);
    }

    // Then
    assertThat(of("sft")).isGreaterThan(of("rl"));
  }

  @Test
  void shouldLetALongStepThroughWhereShortOnesComeAllTheTime() {
    // Given
    step(List.of("rl"));

    // When
    for (int i = 0; i < 200; i++) {
      step(List.of("rl", "sft" + i));
    }

    // Then
    assertThat(of("rl")).isBetween(of("sft").dividedBy(2), of("sft").multipliedBy(2));
  }

  @Test
  void shouldNotLetWhoComesWaitForAllToHaveHadAsMuchAsOneLongTurnTook() {
    // Given
    List<String> busy = IntStream.range(0, 10).mapToObj(i -> "sft" + i).toList();
    busy.forEach(member -> step(busy));
    turns.took(turns.next(busy).orElseThrow(), Duration.ofSeconds(20));
    List<String> all = Stream.concat(busy.stream(), Stream.of("dpo")).toList();

    // When
    for (int i = 0; i < 300; i++) {
      step(all);
    }

    // Then
    assertThat(of("dpo")).isGreaterThan(SHORT.multipliedBy(10));
  }

  @Test
  void shouldForgetALongStepOfAKindWhoseStepsAreShort() {
    // Given
    turns.took("sft", LONG);
    had.clear();

    // When
    for (int i = 0; i < 1_000; i++) {
      step(List.of("sft0", "dpo0"));
    }

    // Then
    assertThat((double) of("sft").toMillis())
        .isCloseTo((double) of("dpo").toMillis(), withPercentage(5));
  }

  @Test
  void shouldGiveNobodyATurnWhereNobodyHasAnythingToDo() {
    // When / Then
    assertThat(turns.next(List.of())).isEmpty();
  }

  private Duration of(String kind) {
    return had.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(kind))
        .map(Map.Entry::getValue)
        .reduce(Duration.ZERO, Duration::plus);
  }

  private void step(List<String> due) {
    String next = turns.next(due).orElseThrow();
    Duration took = next.startsWith("rl") ? LONG : SHORT;
    turns.took(next, took);
    had.merge(next, took, Duration::plus);
  }
}
