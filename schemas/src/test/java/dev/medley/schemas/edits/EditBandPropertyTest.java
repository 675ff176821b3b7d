package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** The band, narrow under a cap or growing, against the plain dynamic programme. */
final class EditBandPropertyTest {
  /** Lengths around whole machine words, strips and the least that is worth a band. */
  private static final int[] LENGTHS = {
    63, 64, 65, 127, 128, 129, 255, 256, 257, 383, 384, 385, 511, 512, 513, 1023, 1024, 1025, 2047,
    2048, 2049
  };

  private final EditDistance distance = new EditDistance();

  @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
  void shouldStopAtALowCapExactly(
      @ForAll("lightlyEdited") Pair pair, @ForAll @IntRange(max = 6) int cap) {
    // When
    int found = distance.of(pair.from, pair.from.length, pair.to, pair.to.length, cap);

    // Then
    assertThat(found).isEqualTo(Math.min(cap + 1, pair.plainDistance()));
  }

  @Property(tries = 1_500, shrinking = ShrinkingMode.OFF)
  void shouldGrowUntilItHoldsTheAnswer(@ForAll("boundaryPairs") Pair pair) {
    // When
    int found = distance.of(pair.from, pair.to);

    // Then
    assertThat(found).isEqualTo(pair.plainDistance());
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void shouldGrowNoFurtherThanTheCap(
      @ForAll("boundaryPairs") Pair pair, @ForAll @IntRange(max = 2_100) int cap) {
    // When
    int found = distance.of(pair.from, pair.from.length, pair.to, pair.to.length, cap);

    // Then
    assertThat(found).isEqualTo(Math.min(cap + 1, pair.plainDistance()));
  }

  @Provide
  Arbitrary<Pair> lightlyEdited() {
    return Arbitraries.randomValue(
        random -> {
          int[] from = random.ints(200 + random.nextInt(1_301), 0, 600).toArray();
          return shaped(Pair.edited(from, random.nextInt(7), 600, random), random);
        });
  }

  /** Unrelated sides of all ratios of length, and edits from a single one to as many as tokens. */
  @Provide
  Arbitrary<Pair> boundaryPairs() {
    return Arbitraries.randomValue(
        random -> {
          int length = LENGTHS[random.nextInt(LENGTHS.length)];
          int symbols = 2 << random.nextInt(9);
          if (random.nextInt(3) == 0) {
            int other = LENGTHS[random.nextInt(LENGTHS.length)];
            return shaped(Pair.unrelated(length, other, symbols, random), random);
          }
          int[] from = random.ints(length, 0, symbols).toArray();
          int edits = (int) Math.exp(random.nextDouble() * Math.log(length));
          return shaped(Pair.edited(from, edits, symbols, random), random);
        });
  }

  private static Pair shaped(Pair pair, Random random) {
    Pair shaped = random.nextInt(4) > 0 ? pair.untrimmable() : pair;
    return random.nextBoolean() ? shaped.swapped() : shaped;
  }
}
