package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The bit-parallel distance against the plain dynamic programme. */
final class EditDistancePropertyTest {
  private final EditDistance distance = new EditDistance();

  @Property(tries = 30_000)
  void shouldAgreeWithThePlainProgrammeOnShortSequences(@ForAll("shortPairs") Pair pair) {
    // When
    int found = distance.of(pair.from, pair.to);

    // Then
    assertThat(found).isEqualTo(pair.plainDistance());
  }

  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
  void shouldAgreeWithThePlainProgrammeBeyondOneBlock(@ForAll("longPairs") Pair pair) {
    // When
    int found = distance.of(pair.from, pair.to);

    // Then
    assertThat(found).isEqualTo(pair.plainDistance());
  }

  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
  void shouldStopAtTheCap(@ForAll("longPairs") Pair pair, @ForAll @IntRange(max = 700) int cap) {
    // When
    int found = distance.of(pair.from, pair.from.length, pair.to, pair.to.length, cap);

    // Then
    assertThat(found).isEqualTo(Math.min(cap + 1, pair.plainDistance()));
  }

  @Provide
  Arbitrary<Pair> shortPairs() {
    return Arbitraries.integers()
        .between(1, 40)
        .flatMap(size -> Combinators.combine(sequence(size, 80), sequence(size, 80)).as(Pair::new));
  }

  /** Some unrelated, most an edit of one another, as in life. */
  @Provide
  Arbitrary<Pair> longPairs() {
    Arbitrary<Pair> unrelated =
        Arbitraries.integers()
            .between(2, 400)
            .flatMap(
                size ->
                    Combinators.combine(sequence(size, 700), sequence(size, 700)).as(Pair::new));
    Arbitrary<Pair> edited =
        Combinators.combine(
                sequence(500, 800),
                Arbitraries.integers().between(0, 600),
                Arbitraries.randomValue(random -> random))
            .as((from, edits, random) -> Pair.edited(from, edits, 600, random));
    return Arbitraries.frequencyOf(Tuple.of(1, unrelated), Tuple.of(2, edited));
  }

  private static Arbitrary<int[]> sequence(int symbols, int longest) {
    return Arbitraries.integers().between(0, symbols - 1).array(int[].class).ofMaxSize(longest);
  }
}
