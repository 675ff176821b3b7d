package dev.medley.schemas.edits;

/**
 * Up to 128 rows of a distance matrix, column by column: two machine words of 64 rows, the second
 * fed with what leaves the first, so that the processor has two chains to work on at a time.
 *
 * <p>The step is that of Myers 1999, figure 8, handed from word to word as in Hyyrö 2003, with vp
 * and vn for the vertical differences up and down, and hn for the horizontal one down. Two things
 * save work: hp, the horizontal one up, is only ever read as its complement, so that is what is
 * kept; and x | vp takes the place of an exclusive or on the way to it.
 *
 * <p>A matrix has its strip of less than 128 rows at the top. There it fills the lower bits: the
 * bits above stand for rows with no token and no vertical difference, which hand down the top row
 * as it is. So what leaves a strip always leaves it by bit 63.
 */
final class Strip {
  static final int HEIGHT = 2 * Long.SIZE;

  /**
   * For each token number, which of the lower 64 rows hold it, then which of the upper; all zero
   * between two strips.
   */
  private long[] marks = new long[512];

  /** Makes room for token numbers up to the largest. */
  void fit(int largest) {
    if (largest >= marks.length / 2) {
      marks = new long[Math.max(2 * (largest + 1), marks.length * 2)];
    }
  }

  /** The distance of a matrix of 1 to 64 rows. */
  int distance(int[] from, int first, int rows, int[] to, int start, int columns) {
    mark(from, first, rows);
    int distance = rows;
    long vp = -1L << -rows;
    long vn = 0;
    for (int j = start; j < start + columns; j++) {
      long token = marks[2 * to[j]];
      long d = token | vn;
      long a = token & vp;
      long sum = a + vp;
      long notHp = ~vn & (sum | (token | vp));
      long hn = (~sum & vp) | a;
      distance += 1 - (int) (notHp >>> 63) - (int) (hn >>> 63);
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
   * @param height how many rows, from {@code first}; 128 but for the matrix's topmost
   * @param left first of the places in {@code to} that are done; {@code right} is not
   * @param steps for each place, 0 where the row above rises by 1, else 1, and then 1 where it
   *     falls by 1, else 0; afterwards the same of the last row
   */
  void run(int[] from, int first, int height, int[] to, int left, int right, long[] steps) {
    mark(from, first, height);
    if (height <= Long.SIZE) {
      one(-1L << -height, to, left, right, steps);
    } else {
      two(-1L << -height, to, left, right, steps);
    }
    unmark(from, first, height);
  }

  private void one(long vp, int[] to, int left, int right, long[] steps) {
    long[] marks = this.marks;
    long vn = 0;
    for (int j = left; j < right; j++) {
      long token = marks[2 * to[j]];
      long in = steps[2 * j + 1];
      long x = token | in;
      long d = token | vn;
      long a = x & vp;
      long sum = a + vp;
      long notHp = ~vn & (sum | (x | vp));
      long hn = (~sum & vp) | a;
      long notIn = steps[2 * j];
      steps[2 * j] = notHp >>> 63;
      steps[2 * j + 1] = hn >>> 63;
      notHp = (notHp << 1) + notIn;
      vp = ((hn << 1) + in) | (~d & notHp);
      vn = ~notHp & d;
    }
  }

  /** Written out, as locals stay in registers. */
  private void two(long vp0, int[] to, int left, int right, long[] steps) {
    long[] marks = this.marks;
    long vn0 = 0;
    long vp1 = -1;
    long vn1 = 0;
    for (int j = left; j < right; j++) {
      int number = 2 * to[j];

      long token = marks[number + 1];
      long in = steps[2 * j + 1];
      long x = token | in;
      long d = token | vn0;
      long a = x & vp0;
      long sum = a + vp0;
      long notHp = ~vn0 & (sum | (x | vp0));
      long hn = (~sum & vp0) | a;
      long notMiddle = notHp >>> 63;
      long middle = hn >>> 63;
      notHp = (notHp << 1) + steps[2 * j];
      vp0 = ((hn << 1) + in) | (~d & notHp);
      vn0 = ~notHp & d;

      token = marks[number];
      x = token | middle;
      d = token | vn1;
      a = x & vp1;
      sum = a + vp1;
      notHp = ~vn1 & (sum | (x | vp1));
      hn = (~sum & vp1) | a;
      steps[2 * j] = notHp >>> 63;
      steps[2 * j + 1] = hn >>> 63;
      notHp = (notHp << 1) + notMiddle;
      vp1 = ((hn << 1) + middle) | (~d & notHp);
      vn1 = ~notHp & d;
    }
  }

  private void mark(int[] from, int first, int height) {
    int split = Math.max(0, height - Long.SIZE);
    for (int i = 0; i < split; i++) {
      marks[2 * from[first + i] + 1] |= 1L << (i - height);
    }
    for (int i = split; i < height; i++) {
      marks[2 * from[first + i]] |= 1L << (i - height);
    }
  }

  private void unmark(int[] from, int first, int height) {
    int split = Math.max(0, height - Long.SIZE);
    for (int i = 0; i < split; i++) {
      marks[2 * from[first + i] + 1] = 0;
    }
    for (int i = split; i < height; i++) {
      marks[2 * from[first + i]] = 0;
    }
  }
}
