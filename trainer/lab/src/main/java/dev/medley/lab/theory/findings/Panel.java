package dev.medley.lab.theory.findings;

import java.util.ArrayList;
import java.util.List;

/** One diagram of a figure, with logarithmic axes unless told otherwise; collects its series. */
public final class Panel {
  public enum Style {
    LINE,
    DASHED,
    POINTS
  }

  /**
   * A series.
   *
   * @param name in the legend; empty where it has no entry
   * @param group series of one group share a colour; from 0
   */
  public record Series(String name, int group, Style style, List<Double> x, List<Estimate> y) {
    public void put(double at, Estimate value) {
      x.add(at);
      y.add(value);
    }

    public void put(double at, double value) {
      put(at, Estimate.exact(value));
    }
  }

  final String title;
  final String xLabel;
  final String yLabel;
  final List<Series> series = new ArrayList<>();

  /** What is shown at 1, 2 … of a horizontal axis without numbers. */
  List<String> categories = List.of();

  boolean logX = true;

  /** Where the vertical axis begins; 0 leaves it to the values. */
  double least;

  public Panel(String title, String xLabel, String yLabel) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
  }

  public Panel linearX() {
    logX = false;
    return this;
  }

  public Panel from(double smallest) {
    least = smallest;
    return this;
  }

  public Panel categories(String... names) {
    categories = List.of(names);
    return linearX();
  }

  /** A new series, to which points are added. */
  public Series add(String name, int group, Style style) {
    Series added = new Series(name, group, style, new ArrayList<>(), new ArrayList<>());
    series.add(added);
    return added;
  }
}
