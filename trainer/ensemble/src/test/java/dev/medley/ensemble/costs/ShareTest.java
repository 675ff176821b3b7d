package dev.medley.ensemble.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of a chance. */
final class ShareTest {
  @ParameterizedTest
  @CsvSource({
    // (1/6) / p^5 = 40 where all of five happened.
    "5, 5, 0.33421, 1",
    "5, 0, 0, 0.66579",
    "0, 0, 0, 1",
    // By the beta function and bisection in Python.
    "30, 10, 0.11092, 0.62565",
    "1000, 20, 0.00694, 0.04340",
  })
  void shouldBoundAChance(long of, long times, double lower, double upper) {
    // When
    Share share = new Share(of, times);

    // Then
    assertThat(share.lower()).isCloseTo(lower, within(2e-4));
    assertThat(share.upper()).isCloseTo(upper, within(2e-4));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 0.9})
  void shouldHoldTheChanceHoweverOftenOneLooks(double chance) {
    // Given
    SplittableRandom random = new SplittableRandom(11);
    int missed = 0;

    // When
    for (int run = 0; run < 400; run++) {
      Share share = new Share(0, 0);
      boolean held = true;
      for (int i = 0; i < 500; i++) {
        share = share.plus(new Share(1, random.nextDouble() < chance ? 1 : 0));
        held &= share.lower() <= chance && chance <= share.upper();
      }
      missed += held ? 0 : 1;
    }

    // Then
    assertThat(missed / 400.0).isLessThan(0.025);
  }

  @Test
  void shouldNarrowAsCasesCome() {
    // When
    Share few = new Share(20, 10);
    Share many = new Share(20_000, 10_000);

    // Then
    assertThat(few.upper() - few.lower()).isBetween(0.4, 0.7);
    assertThat(many.upper() - many.lower()).isLessThan(0.04);
  }
}
