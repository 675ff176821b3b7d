package dev.medley.lab.theory.world;

import java.util.random.RandomGenerator;

/**
 * The deployment log D = {(x, y, y')}, counted, with what each edit cost.
 *
 * @param counts how often draft y of context x became y', as {@code counts[x][y][y']}
 * @param editor who made the edits, and so what each cost
 */
@SuppressWarnings("ArrayRecordComponent")
public record EditLog(double[][][] counts, Editor editor) {
  private static final double MANY = 1e10;

  /** As many edits as make chance vanish, each in its exact share. */
  public static EditLog exact(World world, Editor editor) {
    int size = world.responses();
    double[][][] counts = new double[world.contexts()][size][size];
    for (int x = 0; x < world.contexts(); x++) {
      for (int y = 0; y < size; y++) {
        for (int to = 0; to < size; to++) {
          double share = world.reference()[x][y] * editor.probability(x, y, to);
          counts[x][y][to] = MANY * share / world.contexts();
        }
      }
    }
    return new EditLog(counts, editor);
  }

  /** A log of n edits of drafts from π_ref. */
  public static EditLog sample(World world, Editor editor, int n, RandomGenerator random) {
    return sample(world.reference(), editor, n, random);
  }

  /** A log of n edits of drafts from a policy. */
  public static EditLog sample(double[][] drafts, Editor editor, int n, RandomGenerator random) {
    int size = drafts[0].length;
    double[][][] counts = new double[drafts.length][size][size];
    for (int i = 0; i < n; i++) {
      int x = random.nextInt(drafts.length);
      int y = draw(drafts[x], random);
      counts[x][y][draw(editor.row(x, y), random)]++;
    }
    return new EditLog(counts, editor);
  }

  /** Draws an index from a distribution. */
  public static int draw(double[] p, RandomGenerator random) {
    double left = random.nextDouble();
    int index = 0;
    while (index < p.length - 1 && left >= p[index]) {
      left -= p[index++];
    }
    return index;
  }

  /** What context x was edited to, counted: the supervision labels. */
  public double[] edited(int x) {
    double[] sums = new double[counts[x].length];
    for (double[] row : counts[x]) {
      for (int to = 0; to < row.length; to++) {
        sums[to] += row[to];
      }
    }
    return sums;
  }
}
