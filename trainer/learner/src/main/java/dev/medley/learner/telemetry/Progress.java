package dev.medley.learner.telemetry;

import java.time.Duration;

/**
 * How fast a member gets through its topic.
 *
 * @param labelsPerSecond labels of its task
 * @param eta until nothing waits, if no more come; zero where nothing does
 */
public record Progress(double labelsPerSecond, Duration eta) {
  /**
   * What came of some time's work.
   *
   * @param records taken meanwhile, other tasks' among them
   * @param lag records that wait now
   */
  public static Progress of(Duration took, long labels, long records, long lag) {
    double seconds = Math.max(1e-3, took.toMillis() / 1e3);
    double recordsPerSecond = records / seconds;
    Duration eta =
        lag == 0 || recordsPerSecond == 0
            ? Duration.ZERO
            : Duration.ofSeconds(Math.round(lag / recordsPerSecond));
    return new Progress(labels / seconds, eta);
  }
}
