package dev.medley.learner.bench;

import dev.medley.lm.loss.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The steps of both sides on the same batches, in turns. */
final class Comparison {
  private final Case of;
  private final List<Double> ours = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();
  private double ourCpu;
  private double theirCpu;
  private long targets;
  private double ourPeak;
  private double theirPeak;

  Comparison(Case of) {
    this.of = of;
  }

  /**
   * Takes turns, after one small step of each side that is not counted and must have one loss.
   *
   * @param peer null where only Medley is measured
   */
  void run(Side medley, Side peer, Shapes shapes, int turns) throws IOException {
    List<Example> small = shapes.edits(2, 32, 48);
    double mineAtFirst = loss(medley.step(small));
    if (peer != null) {
      double theirsAtFirst = loss(peer.step(small));
      // Neither adapter changes anything yet: else the two would not do the same work.
      if (!(Math.abs(mineAtFirst / theirsAtFirst - 1) < 0.01)) {
        throw new IllegalStateException(
            "Medley's first loss is %s, TRL's %s".formatted(mineAtFirst, theirsAtFirst));
      }
    }
    for (int turn = 0; turn < turns; turn++) {
      List<Example> batch = of.batch(shapes);
      targets += of.targets(batch);
      Map<String, String> mine = medley.step(batch);
      ours.add(Double.valueOf(mine.get("seconds")));
      ourCpu += Double.parseDouble(mine.get("cpu"));
      ourPeak = Double.parseDouble(mine.get("peak"));
      if (peer != null) {
        Map<String, String> other = peer.step(batch);
        theirs.add(Double.valueOf(other.get("seconds")));
        theirCpu += Double.parseDouble(other.get("cpu"));
        theirPeak = Double.parseDouble(other.get("peak"));
      }
    }
  }

  private static double loss(Map<String, String> step) {
    return Double.parseDouble(step.get("loss"));
  }

  /** Medley's target tokens a second. */
  double ourRate() {
    return targets / sum(ours);
  }

  /** The peer's; NaN where it did not run. */
  double theirRate() {
    return theirs.isEmpty() ? Double.NaN : targets / sum(theirs);
  }

  /** How many times as fast Medley is: the median of the turns, for others' load comes and goes. */
  double speed() {
    if (theirs.isEmpty()) {
      return Double.NaN;
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(theirs.get(i) / ours.get(i));
    }
    ratios.sort(null);
    int middle = ratios.size() / 2;
    return ratios.size() % 2 == 1
        ? ratios.get(middle)
        : (ratios.get(middle - 1) + ratios.get(middle)) / 2;
  }

  /** The same by the processors' time, which others' load changes less. */
  double speedByCpu() {
    return theirs.isEmpty() ? Double.NaN : theirCpu / ourCpu;
  }

  /** Medley's largest resident memory in MiB. */
  double ourPeak() {
    return ourPeak;
  }

  double theirPeak() {
    return theirs.isEmpty() ? Double.NaN : theirPeak;
  }

  /** Medley's share of the peer's memory. */
  double memory() {
    return ourPeak / theirPeak();
  }

  private static double sum(List<Double> seconds) {
    return seconds.stream().mapToDouble(s -> s).sum();
  }
}
