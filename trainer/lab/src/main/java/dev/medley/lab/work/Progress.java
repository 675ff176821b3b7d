package dev.medley.lab.work;

import java.io.PrintStream;
import java.util.Locale;

/** A bar, and about how long the rest takes. */
public final class Progress {
  private static final int WIDTH = 30;

  private final PrintStream out;
  private long start;
  private int units;
  private int done;
  private double expected;
  private double finished;

  public Progress(PrintStream out) {
    this.out = out;
  }

  /**
   * @param expected about what the missing units take, in seconds of one core
   */
  synchronized void begin(int units, int missing, double expected) {
    this.start = System.nanoTime();
    this.units = units;
    this.done = units - missing;
    this.expected = expected;
    this.finished = 0;
    if (done > 0) {
      out.printf(Locale.ROOT, "%d of %d units are there already%n", done, units);
    }
  }

  synchronized void done(Unit unit, double seconds) {
    done++;
    finished += unit.seconds();
    double elapsed = (System.nanoTime() - start) / 1e9;
    double left = elapsed * (expected - finished) / finished;
    int filled = (int) (WIDTH * (double) done / units);
    out.printf(
        Locale.ROOT,
        "[%s%s] %d/%d  %s %.0f s, ETA %d:%02d%n",
        "#".repeat(filled),
        "-".repeat(WIDTH - filled),
        done,
        units,
        unit.name(),
        seconds,
        (long) left / 60,
        (long) left % 60);
  }
}
