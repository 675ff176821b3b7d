package dev.medley.kafka.options;

/** Whole numbers within a range. */
public abstract class Whole extends Wanted<Integer> {
  private final int least;
  private final int most;

  protected Whole(int least, int most) {
    super("a whole number from %d to %d".formatted(least, most));
    this.least = least;
    this.most = most;
  }

  @Override
  protected final Integer read(String text) {
    int value = Integer.parseInt(text);
    return where(least <= value && value <= most, value);
  }

  /** Of what may be left out. */
  public static final class FromZero extends Whole {
    FromZero() {
      super(0, Integer.MAX_VALUE);
    }
  }

  /** Of what there must be. */
  public static final class FromOne extends Whole {
    FromOne() {
      super(1, Integer.MAX_VALUE);
    }
  }

  /** TCP ports; 0 stands for none, or for a free one. */
  public static final class Port extends Whole {
    Port() {
      super(0, 65_535);
    }
  }

  /** TCP ports that others are told beforehand. */
  public static final class FixedPort extends Whole {
    FixedPort() {
      super(1, 65_535);
    }
  }

  /** A checkpoint's version. */
  public static final class Version extends Wanted<Long> {
    Version() {
      super("a version, a whole number from 0");
    }

    @Override
    protected Long read(String text) {
      return fromZero(text);
    }
  }

  /** How many versions; null, for any number, where an environment variable is empty. */
  public static final class Versions extends Wanted<Long> {
    Versions() {
      super("a whole number of versions from 0");
    }

    @Override
    protected Long read(String text) {
      return text.isEmpty() ? null : fromZero(text);
    }
  }

  private static Long fromZero(String text) {
    long value = Long.parseLong(text);
    return Wanted.where(value >= 0, value);
  }

  /** What random numbers begin with. */
  public static final class Seed extends Wanted<Long> {
    Seed() {
      super("a whole number of 64 bits");
    }

    @Override
    protected Long read(String text) {
      return Long.parseLong(text);
    }
  }
}
