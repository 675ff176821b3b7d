package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** An alignment rebuilds both sides, and costs what the plain dynamic programme says. */
final class AlignmentPropertyTest {
  @Property(tries = 5_000, shrinking = ShrinkingMode.OFF)
  void shouldAlignShortSequencesAtLeastCost(@ForAll("shortPairs") Pair pair) {
    // When
    List<Hunk> hunks = Alignment.of(Pair.boxed(pair.from), Pair.boxed(pair.to));

    // Then
    check(pair, hunks);
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void shouldAlignLongSequencesAtLeastCost(@ForAll("longPairs") Pair pair) {
    // When
    List<Hunk> hunks = Alignment.of(Pair.boxed(pair.from), Pair.boxed(pair.to));

    // Then
    check(pair, hunks);
  }

  private static void check(Pair pair, List<Hunk> hunks) {
    List<Integer> from = Pair.boxed(pair.from);
    List<Integer> to = Pair.boxed(pair.to);
    List<Integer> rebuiltFrom = new ArrayList<>();
    List<Integer> rebuiltTo = new ArrayList<>();
    for (Hunk hunk : hunks) {
      List<Integer> before = from.subList(hunk.fromStart(), hunk.fromEnd());
      List<Integer> after = to.subList(hunk.toStart(), hunk.toEnd());
      boolean kept = hunk.kind() == Hunk.Kind.KEPT;
      rebuiltFrom.addAll(kept ? after : before);
      rebuiltTo.addAll(kept ? before : after);
    }
    assertThat(rebuiltFrom).isEqualTo(from);
    assertThat(rebuiltTo).isEqualTo(to);
    assertThat(hunks.stream().mapToInt(Hunk::distance).sum()).isEqualTo(pair.plainDistance());
    for (int h = 0; h < hunks.size(); h++) {
      Hunk hunk = hunks.get(h);
      boolean takes = hunk.fromEnd() > hunk.fromStart();
      boolean gives = hunk.toEnd() > hunk.toStart();
      boolean kept = hunk.kind() == Hunk.Kind.KEPT;
      assertThat(hunk.kind() == Hunk.Kind.INSERTED).isEqualTo(gives && !takes);
      assertThat(hunk.kind() == Hunk.Kind.DELETED).isEqualTo(takes && !gives);
      assertThat(takes || gives).isTrue();
      assertThat(h > 0 && kept == (hunks.get(h - 1).kind() == Hunk.Kind.KEPT)).isFalse();
    }
  }

  @Provide
  Arbitrary<Pair> shortPairs() {
    return pairs(81);
  }

  /** Long enough to be cut in halves, more than once. */
  @Provide
  Arbitrary<Pair> longPairs() {
    return pairs(900);
  }

  private static Arbitrary<Pair> pairs(int longest) {
    return Arbitraries.randomValue(
        random -> {
          int length = random.nextInt(longest);
          int symbols = 1 + random.nextInt(random.nextBoolean() ? 5 : 500);
          if (random.nextInt(3) == 0) {
            return Pair.unrelated(length, random.nextInt(longest), symbols, random);
          }
          int[] from = random.ints(length, 0, symbols).toArray();
          return Pair.edited(from, random.nextInt(1 + length), symbols, random);
        });
  }
}
