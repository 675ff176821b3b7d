package dev.medley.schemas.edits;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Contenders measured in turns, several times over, so that all meet the same machine. */
final class Turns {
  static final int ROUNDS = 9;
  static final double SECONDS = 0.15;
  private static final int WARM_UPS = 3;

  /** One way to the distance, over all pairs. */
  interface Contender {
    /** Nanoseconds a call. */
    double measure() throws IOException;
  }

  private final Map<String, Contender> contenders = new LinkedHashMap<>();
  private final Map<String, double[]> nanos = new LinkedHashMap<>();

  void add(String name, Contender contender) {
    contenders.put(name, contender);
    nanos.put(name, new double[ROUNDS]);
  }

  <T> void add(String name, List<T> pairs, ToIntFunction<T> distance) {
    add(name, () -> time(pairs, distance));
  }

  void take() throws IOException {
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
        double measured = contender.getValue().measure();
        if (round >= 0) {
          nanos.get(contender.getKey())[round] = measured;
        }
      }
    }
  }

  /** Median over the turns; not a number where it took no part. */
  double micros(String name) {
    return nanos.containsKey(name) ? median(nanos.get(name).clone()) / 1e3 : Double.NaN;
  }

  /** How many times faster one is than another: the median of the turns' ratios. */
  double ratio(String name, String other) {
    if (!nanos.containsKey(other)) {
      return Double.NaN;
    }
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, round -> nanos.get(other)[round] / nanos.get(name)[round]);
    return median(ratios);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static <T> double time(List<T> pairs, ToIntFunction<T> distance) {
    long start = System.nanoTime();
    long calls = 0;
    long sum = 0;
    do {
      for (T pair : pairs) {
        sum += distance.applyAsInt(pair);
      }
      calls += pairs.size();
    } while (System.nanoTime() - start < SECONDS * 1e9);
    if (sum < 0) {
      throw new AssertionError("the distances are looked at, so that they are computed");
    }
    return (double) (System.nanoTime() - start) / calls;
  }
}
