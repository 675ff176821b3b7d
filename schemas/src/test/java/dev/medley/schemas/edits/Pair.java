package dev.medley.schemas.edits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Two sequences of token numbers, and their distance by the plain dynamic programme. */
final class Pair {
  final int[] from;
  final int[] to;

  Pair(int[] from, int[] to) {
    this.from = from;
    this.to = to;
  }

  /** Both sides at random. */
  static Pair unrelated(int length, int otherLength, int symbols, Random random) {
    return new Pair(
        random.ints(length, 0, symbols).toArray(), random.ints(otherLength, 0, symbols).toArray());
  }

  /** The second side is the first after a number of insertions, deletions and substitutions. */
  static Pair edited(int[] from, int edits, int symbols, Random random) {
    List<Integer> to = new ArrayList<>(boxed(from));
    for (int k = 0; k < edits; k++) {
      int at = random.nextInt(to.size() + 1);
      int kind = random.nextInt(3);
      if (kind == 0 || at == to.size()) {
        to.add(at, random.nextInt(symbols));
      } else if (kind == 1) {
        to.remove(at);
      } else {
        to.set(at, random.nextInt(symbols));
      }
    }
    return new Pair(from, to.stream().mapToInt(Integer::intValue).toArray());
  }

  /** This pair with different tokens at both ends, so that nothing can be trimmed off. */
  Pair untrimmable() {
    return new Pair(fenced(from, 1_000), fenced(to, 1_001));
  }

  Pair swapped() {
    return new Pair(to, from);
  }

  int plainDistance() {
    int[] row = IntStream.rangeClosed(0, to.length).toArray();
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

  private static int[] fenced(int[] tokens, int fence) {
    int[] fenced = tokens.clone();
    if (fenced.length > 1) {
      fenced[0] = fence;
      fenced[fenced.length - 1] = fence;
    }
    return fenced;
  }

  static List<Integer> boxed(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  @Override
  public String toString() {
    return Arrays.toString(from) + " → " + Arrays.toString(to);
  }
}
