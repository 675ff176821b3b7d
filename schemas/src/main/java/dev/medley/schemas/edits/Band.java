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

  /** Tokens at each end that tell whether all is likely to have been rewritten. */
  private static final int ENDS = 32;

  /** How far they are then apart. */
  private static final int UNRELATED = 48;

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
    boolean narrow = rows > WORTH_TRYING && matrix.distanceOfEnds(ENDS) < UNRELATED;
    int bound = narrow ? Math.min(most, columns - rows + NARROWEST) : most;
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
    // No distance is above, so even now both far corners can be left out: a quarter of the matrix.
    return within(columns, true);
  }

  /** The distance where it is at most the bound; else anything above the bound. */
  private int within(int bound, boolean last) {
    int rows = matrix.rows();
    int columns = matrix.columns();
    int excess = columns - rows;
    int slack = (bound - excess) / 2;
    int corner = 0;
    matrix.reset();
    for (int top = 0; top < rows; top = matrix.bottom(top)) {
      int bottom = matrix.bottom(top);
      int left = Math.max(0, top - slack);
      int right = Math.min(columns, bottom + excess + slack);
      matrix.run(top, left, right);
      int nextLeft = Math.max(0, bottom - slack);
      corner += bottom - top + matrix.rise(left, nextLeft);
      if (bound == columns && bottom < rows) {
        continue;
      }
      // No cell of this row leads to the end for less than the one on the end's diagonal.
      int least = corner + matrix.rise(nextLeft, bottom + excess);
      if (bottom == rows) {
        return least;
      }
      expected = excess + (long) (least - excess) * rows / bottom;
      if (least > bound || (!last && bottom > Long.SIZE && expected > bound)) {
        return bound + 1;
      }
    }
    throw new AssertionError("no rows");
  }
}
