package dev.medley.learner.bench;

import dev.medley.lm.loss.Example;
import java.io.IOException;
import java.util.List;

/** Whether memory stays flat: the slope of resident memory over many steps of changing shape. */
final class Slope {
  private static final int EVERY = 10;

  private Slope() {}

  /** KiB a step, by least squares over all steps after the first sixth. */
  static double measure(Side medley, Shapes shapes, int steps) throws IOException {
    int settled = Math.max(1, steps / 6);
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (int step = 0; step < steps; step++) {
      List<Example> batch = shapes.edits(2, 32, 160);
      double resident = Double.parseDouble(medley.step(batch).get("resident")) * 1024;
      if (step % settled == 0) {
        System.out.printf("after %5d steps: %5.0f MiB resident%n", step, resident / 1024);
      }
      if (step >= settled && step % EVERY == 0) {
        n++;
        x += step;
        y += resident;
        xx += (double) step * step;
        xy += step * resident;
      }
    }
    return (n * xy - x * y) / (n * xx - x * x);
  }
}
