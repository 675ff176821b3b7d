package dev.medley.learner.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * f(x, y) → c on the base's features and the response's length (Misra et al. 2025, Eq. 5): several
 * ridge regressions, each of which learns a label Poisson(1) times (online bootstrap, Oza and
 * Russell 2001), so that where few labels tell, they differ. The same labels in the same order give
 * the same numbers.
 */
final class CostModel {
  private static final int HEADS = 5;
  private static final double RIDGE = 1;

  /** Wider features are projected to so many, so that a head's state stays below 300 KB. */
  private static final int MOST_INPUTS = 256;

  /** A cost is a distance over the response's length, so that it goes with 1 / length. */
  private static final double LENGTH_SCALE = 100;

  private static final String WEIGHTS = "weights.";
  private static final String INVERSE = "inverse.";
  private static final String LABELS = "labels";

  private final long seed;
  private final List<CostHead> heads = new ArrayList<>();
  private final int projected;
  private final int inputs;
  private long labels;

  /**
   * A model that goes on from its saved state, or begins, as it does where the state is of a model
   * with other inputs.
   *
   * @param features how many numbers describe a response, besides its length
   * @param saved empty for a model that has learnt nothing
   */
  CostModel(int features, long seed, Map<String, double[]> saved) {
    this.seed = seed;
    this.projected = Math.min(features, MOST_INPUTS);
    this.inputs = projected + 2;
    boolean goesOn = saved.containsKey(WEIGHTS + 0) && saved.get(WEIGHTS + 0).length == inputs;
    for (int head = 0; head < HEADS; head++) {
      heads.add(
          goesOn
              ? new CostHead(saved.get(WEIGHTS + head).clone(), saved.get(INVERSE + head).clone())
              : CostHead.begin(inputs, RIDGE));
    }
    labels = goesOn ? (long) saved.get(LABELS)[0] : 0;
  }

  /** Learns that a response of so many tokens costs so much. */
  void learn(float[] features, int length, double cost, long identity) {
    double[] x = inputs(features, length);
    SplittableRandom random = new SplittableRandom(seed ^ identity);
    for (CostHead head : heads) {
      int times = poisson(random.nextDouble());
      if (times > 0) {
        head.learn(x, cost, times);
      }
    }
    labels++;
  }

  /** Poisson(1) by inversion of its distribution. */
  private static int poisson(double u) {
    int times = 0;
    double probability = Math.exp(-1);
    for (double below = probability; u >= below && times < 16; below += probability) {
      probability /= ++times;
    }
    return times;
  }

  /** The mean of the heads plus so many of their standard deviations, and never below 0. */
  double cost(float[] features, int length, double pessimism) {
    double[] x = inputs(features, length);
    double[] found = heads.stream().mapToDouble(head -> head.predict(x)).toArray();
    double mean = 0;
    for (double value : found) {
      mean += value / HEADS;
    }
    double square = 0;
    for (double value : found) {
      square += (value - mean) * (value - mean) / HEADS;
    }
    return Math.max(0, mean + pessimism * Math.sqrt(square));
  }

  /**
   * The features, projected by random signs where they are many (Achlioptas 2003), and the rest.
   */
  private double[] inputs(float[] features, int length) {
    double[] x = new double[inputs];
    x[projected] = LENGTH_SCALE / length;
    x[projected + 1] = 1;
    if (features.length <= projected) {
      for (int i = 0; i < projected; i++) {
        x[i] = features[i];
      }
      return x;
    }
    SplittableRandom signs = new SplittableRandom(seed);
    double scale = 1 / Math.sqrt(projected);
    for (float feature : features) {
      for (int i = 0; i < projected; i++) {
        x[i] += signs.nextBoolean() ? scale * feature : -scale * feature;
      }
    }
    return x;
  }

  /** Responses learnt from. */
  long labels() {
    return labels;
  }

  Map<String, double[]> state() {
    Map<String, double[]> state = new LinkedHashMap<>();
    state.put(LABELS, new double[] {labels});
    for (int head = 0; head < HEADS; head++) {
      state.put(WEIGHTS + head, heads.get(head).weights());
      state.put(INVERSE + head, heads.get(head).inverse());
    }
    return state;
  }
}
