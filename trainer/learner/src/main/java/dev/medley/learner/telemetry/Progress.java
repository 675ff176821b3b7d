package dev.medley.learner.telemetry;

import java.time.Duration;

/**
 * How fast a member gets through its labels.
 *
 * @param labelsPerSecond of its own
 * @param eta until nothing waits, if no more come; zero where nothing does
 */
public record Progress(double labelsPerSecond, Duration eta) {
  /**
   * What came of some time's work.
   *
   * @param labels that were taken meanwhile
   * @param lag of its own labels that wait now
   */
  public static Progress of(Duration took, long labels, long lag) {
    double perSecond = labels / Math.max(1e-3, took.toMillis() / 1e3);
    Duration eta =
        lag == 0 || labels == 0 ? Duration.ZERO : Duration.ofSeconds(Math.round(lag / perSecond));
    return new Progress(perSecond, eta);
  }
}
