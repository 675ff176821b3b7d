package dev.medley.kafka.options;

import java.time.Duration;

/** Times, given as a number of one unit; milliseconds are the finest. */
public abstract class Span extends Wanted<Duration> {
  private static final Duration MOST = Duration.ofDays(36_525);

  private final Duration unit;
  private final Duration least;

  private Span(String wanted, Duration unit, Duration least) {
    super(wanted);
    this.unit = unit;
    this.least = least;
  }

  @Override
  protected final Duration read(String text) {
    double millis = decimal(text) * unit.toMillis();
    where(Double.isFinite(millis) && Math.abs(millis) <= MOST.toMillis(), millis);
    Duration span = Duration.ofMillis(Math.round(millis));
    return where(span.compareTo(least) >= 0, span);
  }

  /** Milliseconds that may be none. */
  public static final class MillisFromZero extends Span {
    MillisFromZero() {
      super("milliseconds from 0, such as 300", Duration.ofMillis(1), Duration.ZERO);
    }
  }

  /** Seconds that must pass. */
  public static final class Seconds extends Span {
    Seconds() {
      super("seconds above 0, such as 90 or 0.5", Duration.ofSeconds(1), Duration.ofMillis(1));
    }
  }

  /** Seconds of which there must be one. */
  public static final class SecondsFromOne extends Span {
    SecondsFromOne() {
      super("seconds from 1, such as 60 or 2.5", Duration.ofSeconds(1), Duration.ofSeconds(1));
    }
  }

  /** Seconds that may be none. */
  public static final class SecondsFromZero extends Span {
    SecondsFromZero() {
      super("seconds from 0, such as 90 or 0.5", Duration.ofSeconds(1), Duration.ZERO);
    }
  }

  /** Minutes that must pass. */
  public static final class Minutes extends Span {
    Minutes() {
      super("minutes above 0, such as 15 or 0.5", Duration.ofMinutes(1), Duration.ofMillis(1));
    }
  }

  /** Hours that must pass. */
  public static final class Hours extends Span {
    Hours() {
      super("hours above 0, such as 24 or 0.5", Duration.ofHours(1), Duration.ofMillis(1));
    }
  }
}
