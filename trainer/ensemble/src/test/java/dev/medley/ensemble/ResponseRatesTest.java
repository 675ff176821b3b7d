package dev.medley.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.ensemble.ResponseRates.Rate;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When silence is worth an alert. */
final class ResponseRatesTest {
  @Test
  void shouldTellAnArmThatPeopleDoNotAnswer() {
    assertThat(ResponseRates.differ(List.of(new Rate(500, 300), new Rate(500, 200)))).isTrue();
    assertThat(ResponseRates.differ(List.of(new Rate(20, 12), new Rate(20, 10)))).isFalse();
    assertThat(ResponseRates.differ(List.of(new Rate(1_000_000, 500_000), new Rate(9, 9))))
        .isFalse();
    assertThat(ResponseRates.differ(List.of(new Rate(1_000_000, 500_000), new Rate(90, 90))))
        .isTrue();
    assertThat(ResponseRates.differ(List.of(new Rate(1_000_000, 500_000), new Rate(0, 0))))
        .isFalse();
    assertThat(
            ResponseRates.differ(List.of(new Rate(1_000_000, 500_000), new Rate(900_000, 460_000))))
        .isFalse();
  }

  @Test
  void shouldSeldomCryWhereArmsAreAlike() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    int alarms = 0;

    // When
    for (int i = 0; i < 2_000; i++) {
      List<Rate> rates = List.of(rate(random), rate(random), rate(random));
      alarms += ResponseRates.differ(rates) ? 1 : 0;
    }

    // Then
    assertThat(alarms).isLessThan(10);
  }

  @Test
  void shouldRefuseMoreAnswersThanResponses() {
    assertThatThrownBy(() -> new Rate(1, 2)).hasMessageContaining("2 of 1");
  }

  private static Rate rate(SplittableRandom random) {
    long answered = 0;
    for (int i = 0; i < 100; i++) {
      answered += random.nextInt(3) == 0 ? 1 : 0;
    }
    return new Rate(100, answered);
  }
}
