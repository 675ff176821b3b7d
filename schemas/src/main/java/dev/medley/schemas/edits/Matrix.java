package dev.medley.schemas.edits;

import java.util.Arrays;

/**
 * The matrix of one distance: rows are the tokens of one side, columns those of the other. Done in
 * strips from top to bottom, of which only the last row's horizontal differences are kept.
 */
final class Matrix {
  private final Strip strip = new Strip();
  private int[] from;
  private int first;
  private int rows;
  private int[] to;
  private int start;
  private int columns;

  /**
   * For each place in {@code to}, 0 where the last row done rises by 1, else 1; then 1 where it
   * falls by 1, else 0.
   */
  private long[] steps = new long[512];

  /** Takes two parts of sequences, neither of them empty. */
  void open(int[] from, int first, int rows, int[] to, int start, int columns) {
    this.from = from;
    this.first = first;
    this.rows = rows;
    this.to = to;
    this.start = start;
    this.columns = columns;
    strip.fit(bits(from, first, rows) | bits(to, start, columns));
    if (2 * (start + columns) > steps.length) {
      steps = new long[Math.max(2 * (start + columns), steps.length * 2)];
    }
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /** Back to the row above the first, where each column adds 1. */
  void reset() {
    Arrays.fill(steps, 2 * start, 2 * (start + columns), 0);
  }

  /** Where a strip ends that begins at a row; all are full but the first. */
  int bottom(int top) {
    return rows - (rows - 1 - top) / Strip.HEIGHT * Strip.HEIGHT;
  }

  /** Does a strip on columns left to right, exclusive; what is left of it rises by 1 a row. */
  void run(int top, int left, int right) {
    int height = bottom(top) - top;
    strip.run(from, first + top, height, to, start + left, start + right, steps);
  }

  /** By how much the last row done rises from one column's left edge to another's. */
  int rise(int left, int right) {
    long less = 0;
    for (int j = 2 * (start + left); j < 2 * (start + right); j++) {
      less += steps[j];
    }
    return (int) (right - left - less);
  }

  /** The distance, with nothing left out. */
  int distance() {
    if (rows <= Long.SIZE) {
      return strip.distance(from, first, rows, to, start, columns);
    }
    runAll();
    return rows + rise(0, columns);
  }

  /** Distance of so many first tokens of both sides, and of the last; at most 64 and all there. */
  int distanceOfEnds(int size) {
    return strip.distance(from, first, size, to, start, size)
        + strip.distance(from, first + rows - size, size, to, start + columns - size, size);
  }

  /** Distances of all rows to the first 0, 1, … columns. */
  void lastRow(int[] distances) {
    runAll();
    distances[0] = rows;
    for (int j = 0; j < columns; j++) {
      distances[j + 1] = distances[j] + rise(j, j + 1);
    }
  }

  private void runAll() {
    reset();
    for (int top = 0; top < rows; top = bottom(top)) {
      run(top, 0, columns);
    }
  }

  /** All bits that any number has: at least the largest, and less than twice as much. */
  private static int bits(int[] numbers, int start, int count) {
    int bits = 0;
    for (int i = start; i < start + count; i++) {
      bits |= numbers[i];
    }
    return bits;
  }
}
