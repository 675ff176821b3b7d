package dev.medley.schemas.edits;

/**
 * The part of a matrix that a distance within a bound can pass through, cell by cell of its path:
 * diagonals no further from the two corners' than the bound allows (Ukkonen 1985). Where no bound
 * is known, a narrow one is tried and widened until it holds the distance.
 */
final class Band {
  private static final int NARROWEST = 32;

  /** With fewer rows than this, looking for a narrow band costs more than it saves. */
  private static final int WORTH_TRYING = 2 * Strip.HEIGHT;

  private final Matrix matrix;

  /** What the rows done let one expect of the whole distance. */
  private long expected;

  Band(Matrix matrix) {
    this.matrix = matrix;
  }

  /** The distance where it is at most the cap; else anything above the cap. */
  int distance(int cap) {
    int rows = matrix.rows();
    int columns = matrix.columns();
    int most = Math.min(cap, columns);
    int bound = rows <= WORTH_TRYING ? most : Math.min(most, columns - rows + NARROWEST);
    while (bound < columns) {
      int found = within(bound, bound == most);
      if (found <= bound) {
        return found;
      }
      if (bound == most) {
        return cap + 1;
      }
      // A third more than expected, as edits are not spread evenly.
      bound = (int) Math.min(most, Math.max(expected * 4 / 3, bound * 3L / 2));
    }
    return matrix.distance();
  }

  /** The distance where it is at most the bound; else anything above the bound. */
  private int within(int bound, boolean last) {
    int rows = matrix.rows();
    int columns = matrix.columns();
    int excess = columns - rows;
    int slack = (bound - excess) / 2;
    int score = 0;
    matrix.reset();
    for (int top = 0; top < rows; top = matrix.bottom(top)) {
      int bottom = matrix.bottom(top);
      int left = Math.max(0, top - slack);
      int right = Math.min(columns, bottom + excess + slack);
      matrix.run(top, left, right);
      int nextLeft = Math.max(0, bottom - slack);
      int corner = score + bottom - top;
      score = corner;
      int least = Integer.MAX_VALUE;
      int lowest = Integer.MAX_VALUE;
      for (int j = left; ; j++) {
        if (j == nextLeft) {
          corner = score;
        }
        // The corner is as many steps away, at least, as the diagonals in between.
        least = Math.min(least, score + Math.abs((rows - bottom) - (columns - j)));
        lowest = Math.min(lowest, score);
        if (j == right) {
          break;
        }
        score += matrix.rise(j);
      }
      expected = (long) lowest * rows / bottom;
      if (bottom == rows) {
        return score;
      }
      if (least > bound || (!last && bottom > Long.SIZE && expected > bound)) {
        return bound + 1;
      }
      score = corner;
    }
    throw new AssertionError("no rows");
  }
}
