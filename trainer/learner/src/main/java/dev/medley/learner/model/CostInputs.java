package dev.medley.learner.model;

import dev.medley.lm.loss.Draft;
import java.util.SplittableRandom;

/**
 * What a cost model sees of a response: the base's features, of one length whatever the model; the
 * response's length in tokens; and what it has of its prompt, by ranges, so that a share which no
 * label had is a direction of its own. An answer that is meant for another context has such shares,
 * and the text that a user made of a response to this one has not.
 */
final class CostInputs {
  /** Wider features are projected to so many, so that a model's state stays below 300 KB. */
  private static final int MOST_FEATURES = 256;

  private static final double FEATURES_LENGTH = 3;

  /** A charge is a distance over a length, so that it goes with 1 / length. */
  private static final double LENGTH_SCALE = 100;

  /** Large, so that what all labels have in common is known after a few. */
  private static final double CONSTANT = 10;

  private static final double SHARE_SCALE = 5;
  private static final double[] SHARES = {0, 0.05, 0.1, 0.2, 0.4, 0.8};

  private final long seed;
  private final int features;

  /**
   * The inputs of one model.
   *
   * @param width how many features there are
   * @param seed of their projection, where they are many
   */
  CostInputs(int width, long seed) {
    this.seed = seed;
    this.features = Math.min(width, MOST_FEATURES);
  }

  int size() {
    return features + 2 + 2 * SHARES.length;
  }

  double[] of(float[] found, Draft draft) {
    double[] x = new double[size()];
    if (found.length <= features) {
      for (int i = 0; i < features; i++) {
        x[i] = found[i];
      }
    } else {
      project(found, x);
    }
    scale(x);
    x[features] = LENGTH_SCALE / draft.response().length;
    x[features + 1] = CONSTANT;
    PromptShares shares = PromptShares.of(draft);
    range(shares.kept(), x, features + 2);
    range(shares.copied(), x, features + 2 + SHARES.length);
    return x;
  }

  /** By random signs (Achlioptas 2003). */
  private void project(float[] found, double[] x) {
    SplittableRandom signs = new SplittableRandom(seed);
    for (float feature : found) {
      for (int i = 0; i < features; i++) {
        x[i] += signs.nextBoolean() ? feature : -feature;
      }
    }
  }

  private void scale(double[] x) {
    double square = 0;
    for (int i = 0; i < features; i++) {
      square += x[i] * x[i];
    }
    for (int i = 0; i < features && square > 0; i++) {
      x[i] *= FEATURES_LENGTH / Math.sqrt(square);
    }
  }

  /** Divides a share between the two marks that it lies between. */
  private static void range(double share, double[] x, int at) {
    int below = 0;
    while (below < SHARES.length - 2 && share >= SHARES[below + 1]) {
      below++;
    }
    double part = (share - SHARES[below]) / (SHARES[below + 1] - SHARES[below]);
    double above = Math.min(1, part);
    x[at + below] = SHARE_SCALE * (1 - above);
    x[at + below + 1] = SHARE_SCALE * above;
  }
}
