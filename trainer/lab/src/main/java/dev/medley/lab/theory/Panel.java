package dev.medley.lab.theory;

import java.util.ArrayList;
import java.util.List;

/** One diagram of a figure; collects its series. */
final class Panel {
  enum Style {
    LINE,
    DASHED,
    POINTS
  }

  /**
   * A series.
   *
   * @param group series of one group share a colour; from 0
   */
  record Series(String name, int group, Style style, List<Double> x, List<Estimate> y) {}

  final String title;
  final String xLabel;
  final String yLabel;
  final boolean logX;
  final boolean logY;
  final List<Series> series = new ArrayList<>();

  Panel(String title, String xLabel, String yLabel, boolean logX, boolean logY) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.logX = logX;
    this.logY = logY;
  }

  /** A new series, to which points are added. */
  Series add(String name, int group, Style style) {
    Series added = new Series(name, group, style, new ArrayList<>(), new ArrayList<>());
    series.add(added);
    return added;
  }

  static void put(Series series, double x, Estimate y) {
    series.x().add(x);
    series.y().add(y);
  }

  static void put(Series series, double x, double y) {
    put(series, x, Estimate.exact(y));
  }
}
