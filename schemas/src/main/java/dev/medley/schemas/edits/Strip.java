package dev.medley.schemas.edits;

/**
 * Up to 128 rows of a distance matrix, column by column: two machine words of 64 rows, the second
 * fed with what leaves the first, so that the processor has two chains to work on at a time.
 *
 * <p>The step is that of Myers 1999, figure 8, in the form of Hyyrö 2003, figure 7, rid of the
 * complements that cost: x | vp takes the place of the exclusive or, for hp wants only whether d0
 * or vp holds; and not hp but its complement is kept, as everything that reads it wants that.
 * Vertical differences are in vp (up) and vn (down); horizontal ones come and go as two 0/1 numbers
 * a column.
 */
final class Strip {
  static final int HEIGHT = 2 * Long.SIZE;

  /** For each token number, which of the rows hold it; all zero between two strips. */
  private long[] upper = new long[256];

  private long[] lower = new long[256];

  /** Makes room for token numbers up to the largest. */
  void fit(int largest) {
    if (largest >= upper.length) {
      int size = Math.max(largest + 1, upper.length * 2);
      upper = new long[size];
      lower = new long[size];
    }
  }

  /** The distance of up to 64 rows, of which there is at least one. */
  int distance(int[] from, int first, int rows, int[] to, int start, int columns) {
    mark(from, first, rows);
    long[] holds = upper;
    int shift = rows - 1;
    int distance = rows;
    long vp = -1;
    long vn = 0;
    for (int j = start; j < start + columns; j++) {
      long x = holds[to[j]];
      long d = x | vn;
      long a = x & vp;
      long sum = a + vp;
      long notHp = ~vn & (sum | (x | vp));
      long hn = (~sum & vp) | a;
      distance += 1 - (int) ((notHp >>> shift) & 1) - (int) ((hn >>> shift) & 1);
      notHp <<= 1;
      vp = (hn << 1) | (~d & notHp);
      vn = ~notHp & d;
    }
    unmark(from, first, rows);
    return distance;
  }

  /**
   * Moves horizontal differences down over some rows.
   *
   * @param height how many rows, 1 to 128, from {@code first}
   * @param start where in {@code to} the matrix begins
   * @param left first of the matrix's columns that are done; {@code right} is not
   * @param notUp for each column, 0 where the row above rises by 1; then the same of the last row
   * @param down for each column, 1 where it falls by 1
   */
  void run(
      int[] from,
      int first,
      int height,
      int[] to,
      int start,
      int left,
      int right,
      long[] notUp,
      long[] down) {
    mark(from, first, height);
    int shift = (height - 1) % Long.SIZE;
    if (height <= Long.SIZE) {
      one(upper, to, start, left, right, shift, notUp, down);
    } else {
      two(upper, lower, to, start, left, right, shift, notUp, down);
    }
    unmark(from, first, height);
  }

  private static void one(
      long[] holds,
      int[] to,
      int start,
      int left,
      int right,
      int shift,
      long[] notUp,
      long[] down) {
    long vp = -1;
    long vn = 0;
    for (int j = left; j < right; j++) {
      long token = holds[to[start + j]];
      long in = down[j];
      long x = token | in;
      long d = token | vn;
      long a = x & vp;
      long sum = a + vp;
      long notHp = ~vn & (sum | (x | vp));
      long hn = (~sum & vp) | a;
      long notIn = notUp[j];
      notUp[j] = (notHp >>> shift) & 1;
      down[j] = (hn >>> shift) & 1;
      notHp = (notHp << 1) + notIn;
      vp = ((hn << 1) + in) | (~d & notHp);
      vn = ~notHp & d;
    }
  }

  /** Written out, as locals stay in registers. */
  private static void two(
      long[] upper,
      long[] lower,
      int[] to,
      int start,
      int left,
      int right,
      int shift,
      long[] notUp,
      long[] down) {
    long vp0 = -1;
    long vn0 = 0;
    long vp1 = -1;
    long vn1 = 0;
    for (int j = left; j < right; j++) {
      int number = to[start + j];

      long token = upper[number];
      long in = down[j];
      long x = token | in;
      long d = token | vn0;
      long a = x & vp0;
      long sum = a + vp0;
      long notHp = ~vn0 & (sum | (x | vp0));
      long hn = (~sum & vp0) | a;
      long notMiddle = notHp >>> 63;
      long middle = hn >>> 63;
      notHp = (notHp << 1) + notUp[j];
      vp0 = ((hn << 1) + in) | (~d & notHp);
      vn0 = ~notHp & d;

      token = lower[number];
      x = token | middle;
      d = token | vn1;
      a = x & vp1;
      sum = a + vp1;
      notHp = ~vn1 & (sum | (x | vp1));
      hn = (~sum & vp1) | a;
      notUp[j] = (notHp >>> shift) & 1;
      down[j] = (hn >>> shift) & 1;
      notHp = (notHp << 1) + notMiddle;
      vp1 = ((hn << 1) + middle) | (~d & notHp);
      vn1 = ~notHp & d;
    }
  }

  private void mark(int[] from, int first, int height) {
    for (int i = 0; i < height; i++) {
      (i < Long.SIZE ? upper : lower)[from[first + i]] |= 1L << i;
    }
  }

  private void unmark(int[] from, int first, int height) {
    for (int i = 0; i < height; i++) {
      (i < Long.SIZE ? upper : lower)[from[first + i]] = 0;
    }
  }
}
