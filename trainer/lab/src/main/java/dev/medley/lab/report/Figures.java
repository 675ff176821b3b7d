package dev.medley.lab.report;

import java.util.Locale;

/** Figures as readers of a report see them. */
public final class Figures {
  private Figures() {}

  /** With three decimals; a dash for none. */
  public static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }

  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A mean, and what it lies between. */
  public static String interval(Interval interval) {
    return "%s [%s, %s]"
        .formatted(number(interval.mean()), number(interval.low()), number(interval.high()));
  }
}
