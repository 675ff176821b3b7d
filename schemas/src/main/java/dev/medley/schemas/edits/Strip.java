package dev.medley.schemas.edits;

import java.util.Arrays;

/**
 * The matrix of one distance, in strips of four words of 64 rows. The four run side by side, each a
 * column behind the one above, so that the processor has four chains to work on at a time. From one
 * strip to the next go only the bottom row's horizontal differences.
 */
final class Strip {
  private static final int LANES = 4;
  private static final int HEIGHT = LANES * Long.SIZE;
  private static final byte UP = 1;

  private int[] from;
  private int first;
  private int rows;
  private int[] to;
  private int offset;
  private int columns;

  /** For each token number, which rows of each lane hold it; all zero between two strips. */
  private long[] matches = new long[LANES * 256];

  /** Horizontal differences along the last row done: 1 up, 2 down, 0 the same. */
  private byte[] differences = new byte[256];

  private final long[] plus = new long[LANES];
  private final long[] minus = new long[LANES];
  private final long[] plusOut = new long[LANES];
  private final long[] minusOut = new long[LANES];
  private int estimate;

  void open(int[] from, int first, int rows, int[] to, int offset, int columns) {
    this.from = from;
    this.first = first;
    this.rows = rows;
    this.to = to;
    this.offset = offset;
    this.columns = columns;
    int largest = 0;
    for (int i = first; i < first + rows; i++) {
      largest = Math.max(largest, from[i]);
    }
    for (int j = offset; j < offset + columns; j++) {
      largest = Math.max(largest, to[j]);
    }
    if ((largest + 1) * LANES > matches.length) {
      matches = new long[Integer.highestOneBit(largest + 1) * 2 * LANES];
    }
    if (columns > differences.length) {
      differences = new byte[Integer.highestOneBit(columns) * 2];
    }
  }

  /** The distance, where one word holds all rows. */
  int single() {
    mark(0, rows);
    long vp = -1;
    long vn = 0;
    int shift = rows - 1;
    int distance = rows;
    for (int j = offset; j < offset + columns; j++) {
      long x = matches[to[j] * LANES];
      long d0 = (((x & vp) + vp) ^ vp) | x | vn;
      long hp = vn | ~(d0 | vp);
      long hn = d0 & vp;
      distance += (int) ((hp >>> shift) & 1) - (int) ((hn >>> shift) & 1);
      hp = (hp << 1) | 1;
      vp = (hn << 1) | ~(d0 | hp);
      vn = hp & d0;
    }
    unmark(0, rows);
    return distance;
  }

  /** The distance where it is at most the band; else anything above the band. */
  int within(int band) {
    if (band >= columns) {
      return whole();
    }
    Arrays.fill(differences, 0, columns, UP);
    int excess = columns - rows;
    int slack = (band - excess) / 2;
    int corner = 0;
    for (int top = 0; top < rows; top += HEIGHT) {
      int height = Math.min(HEIGHT, rows - top);
      int left = Math.max(0, top - slack);
      int right = Math.min(columns, top + height + excess + slack);
      run(top, height, left, right);
      int bottom = top + height;
      int nextLeft = Math.max(0, bottom - slack);
      int score = corner + height;
      int least = score + gap(bottom, left);
      int lowest = score;
      for (int j = left; j < right; j++) {
        if (j == nextLeft) {
          corner = score;
        }
        byte difference = differences[j];
        score += (difference & 1) - (difference >>> 1);
        least = Math.min(least, score + gap(bottom, j + 1));
        lowest = Math.min(lowest, score);
      }
      if (least > band) {
        estimate = (int) Math.min(Integer.MAX_VALUE, (long) lowest * rows / bottom);
        return least;
      }
      if (bottom == rows) {
        estimate = score;
        return score;
      }
    }
    throw new AssertionError("no rows");
  }

  /** What the last band that was too narrow lets one expect of the distance. */
  int estimate() {
    return estimate;
  }

  private int whole() {
    runAll();
    int score = rows;
    for (int j = 0; j < columns; j++) {
      score += (differences[j] & 1) - (differences[j] >>> 1);
    }
    return score;
  }

  private void runAll() {
    Arrays.fill(differences, 0, columns, UP);
    for (int top = 0; top < rows; top += HEIGHT) {
      run(top, Math.min(HEIGHT, rows - top), 0, columns);
    }
  }

  void lastRow(int[] distances) {
    runAll();
    distances[0] = rows;
    for (int j = 0; j < columns; j++) {
      distances[j + 1] = distances[j] + (differences[j] & 1) - (differences[j] >>> 1);
    }
  }

  /** What is at least to come from a cell to the corner. */
  private int gap(int row, int column) {
    return Math.abs((rows - row) - (columns - column));
  }

  private void run(int top, int height, int left, int right) {
    mark(top, height);
    Arrays.fill(plus, -1);
    Arrays.fill(minus, 0);
    int lanes = (height + Long.SIZE - 1) / Long.SIZE;
    int shift = (height - 1) % Long.SIZE;
    if (lanes == LANES && right - left > 2 * LANES) {
      all(left, right, shift);
    } else {
      for (int lane = 0; lane < lanes; lane++) {
        one(lane, left, right, lane == lanes - 1 ? shift : Long.SIZE - 1);
      }
    }
    unmark(top, height);
  }

  private void one(int lane, int left, int right, int shift) {
    long vp = plus[lane];
    long vn = minus[lane];
    for (int j = left; j < right; j++) {
      long in = differences[j];
      long pin = in & 1;
      long nin = in >>> 1;
      long x = matches[to[offset + j] * LANES + lane] | nin;
      long d0 = (((x & vp) + vp) ^ vp) | x | vn;
      long hp = vn | ~(d0 | vp);
      long hn = d0 & vp;
      differences[j] = (byte) (((hp >>> shift) & 1) | (((hn >>> shift) & 1) << 1));
      hp = (hp << 1) | pin;
      vp = (hn << 1) | nin | ~(d0 | hp);
      vn = hp & d0;
    }
    plus[lane] = vp;
    minus[lane] = vn;
  }

  private void all(int left, int right, int shift) {
    for (int lead = 0; lead < LANES - 1; lead++) {
      for (int lane = lead; lane >= 0; lane--) {
        cell(lane, left + lead - lane, shift);
      }
    }
    steady(left + LANES - 1, right, shift);
    for (int lag = 1; lag < LANES; lag++) {
      for (int lane = LANES - 1; lane >= lag; lane--) {
        cell(lane, right - 1 + lag - lane, shift);
      }
    }
  }

  private void cell(int lane, int j, int shift) {
    long pin = lane == 0 ? differences[j] & 1 : plusOut[lane - 1];
    long nin = lane == 0 ? differences[j] >>> 1 : minusOut[lane - 1];
    long vp = plus[lane];
    long vn = minus[lane];
    long x = matches[to[offset + j] * LANES + lane] | nin;
    long d0 = (((x & vp) + vp) ^ vp) | x | vn;
    long hp = vn | ~(d0 | vp);
    long hn = d0 & vp;
    int out = lane == LANES - 1 ? shift : Long.SIZE - 1;
    plusOut[lane] = (hp >>> out) & 1;
    minusOut[lane] = (hn >>> out) & 1;
    if (lane == LANES - 1) {
      differences[j] = (byte) (plusOut[lane] | (minusOut[lane] << 1));
    }
    hp = (hp << 1) | pin;
    plus[lane] = (hn << 1) | nin | ~(d0 | hp);
    minus[lane] = hp & d0;
  }

  /**
   * Lane 0 on columns start to right, the others behind it; written out, as locals stay in
   * registers.
   */
  private void steady(int start, int right, int shift) {
    long vp0 = plus[0];
    long vp1 = plus[1];
    long vp2 = plus[2];
    long vp3 = plus[3];
    long vn0 = minus[0];
    long vn1 = minus[1];
    long vn2 = minus[2];
    long vn3 = minus[3];
    long p0 = plusOut[0];
    long p1 = plusOut[1];
    long p2 = plusOut[2];
    long n0 = minusOut[0];
    long n1 = minusOut[1];
    long n2 = minusOut[2];
    int t1 = to[offset + start - 1] * LANES;
    int t2 = to[offset + start - 2] * LANES;
    int t3 = to[offset + start - 3] * LANES;
    final long[] eq = matches;
    final byte[] row = differences;
    for (int j = start; j < right; j++) {
      int t0 = to[offset + j] * LANES;

      long x = eq[t3 + 3] | n2;
      long d = (((x & vp3) + vp3) ^ vp3) | x | vn3;
      long hp = vn3 | ~(d | vp3);
      long hn = d & vp3;
      row[j - 3] = (byte) (((hp >>> shift) & 1) | (((hn >>> shift) & 1) << 1));
      hp = (hp << 1) | p2;
      vp3 = (hn << 1) | n2 | ~(d | hp);
      vn3 = hp & d;

      x = eq[t2 + 2] | n1;
      d = (((x & vp2) + vp2) ^ vp2) | x | vn2;
      hp = vn2 | ~(d | vp2);
      hn = d & vp2;
      p2 = hp >>> 63;
      n2 = hn >>> 63;
      hp = (hp << 1) | p1;
      vp2 = (hn << 1) | n1 | ~(d | hp);
      vn2 = hp & d;

      x = eq[t1 + 1] | n0;
      d = (((x & vp1) + vp1) ^ vp1) | x | vn1;
      hp = vn1 | ~(d | vp1);
      hn = d & vp1;
      p1 = hp >>> 63;
      n1 = hn >>> 63;
      hp = (hp << 1) | p0;
      vp1 = (hn << 1) | n0 | ~(d | hp);
      vn1 = hp & d;

      long in = row[j];
      long pin = in & 1;
      long nin = in >>> 1;
      x = eq[t0] | nin;
      d = (((x & vp0) + vp0) ^ vp0) | x | vn0;
      hp = vn0 | ~(d | vp0);
      hn = d & vp0;
      p0 = hp >>> 63;
      n0 = hn >>> 63;
      hp = (hp << 1) | pin;
      vp0 = (hn << 1) | nin | ~(d | hp);
      vn0 = hp & d;

      t3 = t2;
      t2 = t1;
      t1 = t0;
    }
    plus[0] = vp0;
    plus[1] = vp1;
    plus[2] = vp2;
    plus[3] = vp3;
    minus[0] = vn0;
    minus[1] = vn1;
    minus[2] = vn2;
    minus[3] = vn3;
    plusOut[0] = p0;
    plusOut[1] = p1;
    plusOut[2] = p2;
    minusOut[0] = n0;
    minusOut[1] = n1;
    minusOut[2] = n2;
  }

  private void mark(int top, int height) {
    for (int i = 0; i < height; i++) {
      matches[from[first + top + i] * LANES + i / Long.SIZE] |= 1L << i;
    }
  }

  private void unmark(int top, int height) {
    for (int i = 0; i < height; i++) {
      matches[from[first + top + i] * LANES + i / Long.SIZE] = 0;
    }
  }
}
