package dev.medley.learner.proofs;

import java.util.regex.Pattern;

/**
 * What a trainer did again while it opened members, by its log.
 *
 * @param seconds of all members together
 */
record Redone(long labels, double seconds) {
  private static final Pattern LABELS = Pattern.compile("labelsRedone\\W+(\\d+)");
  private static final Pattern SECONDS = Pattern.compile("redoSeconds\\W+([0-9.E-]+)");

  static Redone of(String log) {
    return new Redone((long) sum(LABELS, log), sum(SECONDS, log));
  }

  private static double sum(Pattern number, String log) {
    return number.matcher(log).results().mapToDouble(m -> Double.parseDouble(m.group(1))).sum();
  }
}
