package dev.medley.schemas.edits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an edit did, token by token: a least-cost alignment of two texts. Memory is linear in their
 * lengths (Hirschberg 1975), with the bit-parallel distance for both halves.
 */
public final class Alignment {
  private static final int DIRECT_CELLS = 1 << 14;
  private static final int ALONE = -1;

  private final EditDistance distance = new EditDistance();
  private final int[] from;
  private final int[] to;

  /** For each token of the first text, the token of the second that it is kept as, or ALONE. */
  private final int[] keptAs;

  private Alignment(int[] from, int[] to) {
    this.from = from;
    this.to = to;
    this.keptAs = new int[from.length];
    Arrays.fill(keptAs, ALONE);
    align(0, from.length, 0, to.length);
  }

  /**
   * The hunks between two lists of tokens, in order and without gaps; neighbours differ in whether
   * they are kept, and the distances of all add up to the Levenshtein distance.
   */
  public static List<Hunk> of(List<?> from, List<?> to) {
    Map<Object, Integer> ids = new HashMap<>();
    return new Alignment(EditCost.ids(from, ids), EditCost.ids(to, ids)).hunks();
  }

  private List<Hunk> hunks() {
    List<Hunk> hunks = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < from.length || j < to.length) {
      int fromStart = i;
      int toStart = j;
      while (i < from.length && keptAs[i] == j) {
        i++;
        j++;
      }
      if (i > fromStart) {
        hunks.add(new Hunk(Hunk.Kind.KEPT, fromStart, i, toStart, j));
        continue;
      }
      while (i < from.length && keptAs[i] == ALONE) {
        i++;
      }
      j = i < from.length ? keptAs[i] : to.length;
      hunks.add(Hunk.changed(fromStart, i, toStart, j));
    }
    return hunks;
  }

  private void align(int i0, int i1, int j0, int j1) {
    int i = i0;
    int j = j0;
    while (i < i1 && j < j1 && from[i] == to[j]) {
      keptAs[i++] = j++;
    }
    int iEnd = i1;
    int jEnd = j1;
    while (iEnd > i && jEnd > j && from[iEnd - 1] == to[jEnd - 1]) {
      keptAs[--iEnd] = --jEnd;
    }
    int n = iEnd - i;
    int m = jEnd - j;
    if (n == 0 || m == 0) {
      return;
    }
    if (n == 1 || (long) n * m <= DIRECT_CELLS) {
      direct(i, n, j, m);
      return;
    }
    int half = n / 2;
    int split = split(i, half, n, j, m);
    align(i, i + half, j, j + split);
    align(i + half, iEnd, j + split, jEnd);
  }

  /** Where to cut the second text so that the halves' distances add up to the least. */
  private int split(int i, int half, int n, int j, int m) {
    int[] before = new int[m + 1];
    int[] after = new int[m + 1];
    distance.toPrefixes(from, i, half, to, j, m, before);
    distance.toPrefixes(
        reversed(from, i + half, n - half), 0, n - half, reversed(to, j, m), 0, m, after);
    int best = 0;
    for (int cut = 1; cut <= m; cut++) {
      if (before[cut] + after[m - cut] < before[best] + after[m - best]) {
        best = cut;
      }
    }
    return best;
  }

  private static int[] reversed(int[] source, int start, int length) {
    int[] reversed = new int[length];
    for (int k = 0; k < length; k++) {
      reversed[k] = source[start + length - 1 - k];
    }
    return reversed;
  }

  /** The whole matrix, and the way back through it. */
  private void direct(int i0, int n, int j0, int m) {
    int[][] cost = new int[n + 1][m + 1];
    for (int j = 0; j <= m; j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= n; i++) {
      cost[i][0] = i;
      for (int j = 1; j <= m; j++) {
        int kept = cost[i - 1][j - 1] + (from[i0 + i - 1] == to[j0 + j - 1] ? 0 : 1);
        cost[i][j] = Math.min(kept, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
      }
    }
    int i = n;
    int j = m;
    while (i > 0 && j > 0) {
      if (from[i0 + i - 1] == to[j0 + j - 1]) {
        // Equal tokens can always be kept at no loss.
        keptAs[i0 + --i] = j0 + --j;
      } else if (cost[i][j] == cost[i - 1][j - 1] + 1) {
        i--;
        j--;
      } else if (cost[i][j] == cost[i - 1][j] + 1) {
        i--;
      } else {
        j--;
      }
    }
  }
}
