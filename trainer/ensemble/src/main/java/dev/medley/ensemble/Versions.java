package dev.medley.ensemble;

import java.util.List;

/**
 * What an arm's gate said of its versions, smoothed: a gate judges on a few held-out edits, so that
 * one figure that differs from the one before is chance for the most part.
 */
final class Versions {
  /** Weight of a new figure in the mean of all, at least. */
  private static final double WEIGHT = 0.3;

  /** A mean that is believed where there is no figure. */
  private static final double USUAL = 0.4;

  /** The least figure that counts as it is. */
  private static final double LEAST = 0.01;

  private final List<Version> versions;
  private final double[] logs;

  Versions(List<Version> versions) {
    this.versions = versions;
    this.logs = new double[versions.size()];
    double smooth = Math.log(USUAL);
    int figures = 0;
    for (int i = 0; i < logs.length; i++) {
      Prior figure = versions.get(i).figure();
      if (figure.plays() > 0) {
        figures++;
        double log = Math.log(Math.max(LEAST, figure.meanCost()));
        smooth += Math.max(WEIGHT, 1.0 / figures) * (log - smooth);
      }
      logs[i] = smooth;
    }
  }

  /** Index of the version that served at a moment; -1 before all of them. */
  int at(long moment) {
    int index = versions.size() - 1;
    while (index >= 0 && versions.get(index).from() > moment) {
      index--;
    }
    return index;
  }

  int newest() {
    return versions.size() - 1;
  }

  /** What a charge of a version is worth in the newest one's. */
  double ratio(int index) {
    return logs.length == 0 ? 1 : Math.exp(logs[newest()] - logs[Math.max(0, index)]);
  }

  /** Logarithm of what the newest version is expected to cost. */
  double expected() {
    return logs.length == 0 ? Math.log(USUAL) : logs[newest()];
  }
}
