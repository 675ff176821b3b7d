package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The bit-parallel distance, and the alignment, against the plain dynamic programme. */
final class EditDistancePropertyTest {
  /** Two sequences of token numbers. */
  private static final class Pair {
    final int[] from;
    final int[] to;

    Pair(int[] from, int[] to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public String toString() {
      return Arrays.toString(from) + " → " + Arrays.toString(to);
    }
  }

  private final EditDistance distance = new EditDistance();

  @Property(tries = 30_000)
  void shouldAgreeWithThePlainProgrammeOnShortSequences(@ForAll("shortPairs") Pair pair) {
    assertThat(distance.of(pair.from, pair.to)).isEqualTo(plain(pair.from, pair.to));
  }

  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
  void shouldAgreeWithThePlainProgrammeBeyondOneBlock(@ForAll("longPairs") Pair pair) {
    assertThat(distance.of(pair.from, pair.to)).isEqualTo(plain(pair.from, pair.to));
  }

  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
  void shouldStopAtTheCap(@ForAll("longPairs") Pair pair, @ForAll @IntRange(max = 700) int cap) {
    assertThat(distance.of(pair.from, pair.from.length, pair.to, pair.to.length, cap))
        .isEqualTo(Math.min(cap + 1, plain(pair.from, pair.to)));
  }

  @Property(tries = 5_000)
  void shouldAlignShortSequencesAtLeastCost(@ForAll("shortPairs") Pair pair) {
    check(pair, Alignment.of(boxed(pair.from), boxed(pair.to)));
  }

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void shouldAlignLongSequencesAtLeastCost(@ForAll("longPairs") Pair pair) {
    check(pair, Alignment.of(boxed(pair.from), boxed(pair.to)));
  }

  private void check(Pair pair, List<Hunk> hunks) {
    int i = 0;
    int j = 0;
    int sum = 0;
    boolean changedBefore = false;
    for (Hunk hunk : hunks) {
      assertThat(hunk.fromStart()).isEqualTo(i);
      assertThat(hunk.toStart()).isEqualTo(j);
      boolean kept = hunk.kind() == Hunk.Kind.KEPT;
      assertThat(i + j == 0 || kept == changedBefore).isTrue();
      if (kept) {
        assertThat(Arrays.copyOfRange(pair.from, i, hunk.fromEnd()))
            .isEqualTo(Arrays.copyOfRange(pair.to, j, hunk.toEnd()));
      }
      assertThat(hunk.kind() == Hunk.Kind.INSERTED).isEqualTo(hunk.fromEnd() == i);
      assertThat(hunk.kind() == Hunk.Kind.DELETED).isEqualTo(hunk.toEnd() == j);
      i = hunk.fromEnd();
      j = hunk.toEnd();
      sum += hunk.distance();
      changedBefore = !kept;
    }
    assertThat(i).isEqualTo(pair.from.length);
    assertThat(j).isEqualTo(pair.to.length);
    assertThat(sum).isEqualTo(plain(pair.from, pair.to));
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
            .as((from, edits, random) -> new Pair(from, edit(from, edits, random)));
    return Arbitraries.frequencyOf(Tuple.of(1, unrelated), Tuple.of(2, edited));
  }

  private static int[] edit(int[] from, int edits, Random random) {
    List<Integer> to = new ArrayList<>(boxed(from));
    for (int k = 0; k < edits; k++) {
      int at = random.nextInt(to.size() + 1);
      int kind = random.nextInt(3);
      if (kind == 0 || at == to.size()) {
        to.add(at, random.nextInt(600));
      } else if (kind == 1) {
        to.remove(at);
      } else {
        to.set(at, random.nextInt(600));
      }
    }
    return to.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Arbitrary<int[]> sequence(int symbols, int longest) {
    return Arbitraries.integers().between(0, symbols - 1).array(int[].class).ofMaxSize(longest);
  }

  private static List<Integer> boxed(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  static int plain(int[] from, int[] to) {
    int[] row = new int[to.length + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= from.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length; j++) {
        int kept = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(kept, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length];
  }
}
