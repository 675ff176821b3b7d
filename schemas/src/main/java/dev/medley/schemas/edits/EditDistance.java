package dev.medley.schemas.edits;

/**
 * Levenshtein distance between two sequences of token numbers, bit-parallel: 64 rows a machine word
 * (Myers 1999, figure 8, in the form of Hyyrö 2003, figure 7), inside a band that grows until it
 * holds the answer (Ukkonen 1985).
 *
 * <p>Not safe for use by several threads at once. Keeps its memory from call to call, and once warm
 * allocates none.
 */
public final class EditDistance {
  private static final int NARROWEST = 64;

  /** With fewer rows than this, looking for a narrow band costs more than it saves. */
  private static final int WORTH_A_BAND = 1024;

  private final Strip strip = new Strip();

  /** The distance between two sequences of token numbers, each at least 0 and small. */
  public int of(int[] from, int[] to) {
    return of(from, from.length, to, to.length, Integer.MAX_VALUE - 1);
  }

  /**
   * The distance, or that it is above a cap, which is found out sooner.
   *
   * @param from numbers of the first sequence; n of them count
   * @param to numbers of the second sequence; m of them count
   * @param cap largest distance that is of interest; at least 0
   * @return the distance where it is at most the cap, else cap + 1
   */
  public int of(int[] from, int n, int[] to, int m, int cap) {
    if (cap < 0 || cap == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("cap is %d: need 0 to 2³¹ − 2".formatted(cap));
    }
    if (n > m) {
      return of(to, m, from, n, cap);
    }
    int head = 0;
    while (head < n && from[head] == to[head]) {
      head++;
    }
    int tail = 0;
    while (tail < n - head && from[n - 1 - tail] == to[m - 1 - tail]) {
      tail++;
    }
    int rows = n - head - tail;
    int columns = m - head - tail;
    if (columns - rows > cap) {
      return cap + 1;
    }
    if (rows == 0) {
      return columns;
    }
    strip.open(from, head, rows, to, head, columns);
    int distance = rows <= Long.SIZE ? strip.single() : banded(rows, columns, cap);
    return Math.min(distance, cap + 1);
  }

  private int banded(int rows, int columns, int cap) {
    int most = Math.min(cap, columns);
    int band = rows < WORTH_A_BAND ? most : Math.min(most, columns - rows + NARROWEST);
    while (true) {
      int found = strip.within(band);
      if (found <= band || band == most) {
        return found <= band ? found : most + 1;
      }
      // Go straight to where the part that was done points, or far enough that trying is cheap.
      long pointed = strip.estimate() * 9L / 8;
      band = (int) Math.min(most, Math.max(pointed, band * 3L / 2));
    }
  }

  /**
   * Distances of all of {@code from} to each prefix of {@code to}.
   *
   * @param distances written at 0 to {@code columns}
   */
  void toPrefixes(
      int[] from, int start, int rows, int[] to, int toStart, int columns, int[] distances) {
    strip.open(from, start, rows, to, toStart, columns);
    strip.lastRow(distances);
  }
}
