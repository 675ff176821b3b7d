package dev.medley.schemas.edits;

/**
 * Levenshtein distance between two sequences of token numbers, bit-parallel: 64 rows a machine word
 * (Myers 1999, Hyyrö 2003), inside a band that grows until it holds the answer (Ukkonen 1985).
 *
 * <p>Not safe for use by several threads at once. Keeps its memory from call to call, and once warm
 * allocates none.
 */
public final class EditDistance {
  private final Matrix matrix = new Matrix();
  private final Band band = new Band(matrix);

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
    matrix.open(from, head, rows, to, head, columns);
    int distance = rows <= Strip.HEIGHT ? matrix.distance() : band.distance(cap);
    return Math.min(distance, cap + 1);
  }

  /**
   * Distances of all of {@code from} to each prefix of {@code to}.
   *
   * @param distances written at 0 to {@code columns}
   */
  void toPrefixes(
      int[] from, int start, int rows, int[] to, int toStart, int columns, int[] distances) {
    matrix.open(from, start, rows, to, toStart, columns);
    matrix.lastRow(distances);
  }
}
