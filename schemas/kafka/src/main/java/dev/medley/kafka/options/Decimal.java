package dev.medley.kafka.options;

/** Finite numbers within a range. */
public abstract class Decimal extends Wanted<Double> {
  private Decimal(String wanted) {
    super(wanted);
  }

  abstract boolean takes(double value);

  @Override
  protected final Double read(String text) {
    double value = decimal(text);
    return where(Double.isFinite(value) && takes(value), value);
  }

  /** Of what may be left out. */
  public static final class FromZero extends Decimal {
    FromZero() {
      super("a number from 0");
    }

    @Override
    boolean takes(double value) {
      return value >= 0;
    }
  }

  /** Of what there must be. */
  public static final class AboveZero extends Decimal {
    AboveZero() {
      super("a number above 0");
    }

    @Override
    boolean takes(double value) {
      return value > 0;
    }
  }

  /** Of what there must be more than one time. */
  public static final class AboveOne extends Decimal {
    AboveOne() {
      super("a number above 1");
    }

    @Override
    boolean takes(double value) {
      return value > 1;
    }
  }

  /** Shares of a whole that are not all of it. */
  public static final class Part extends Decimal {
    Part() {
      super("a share from 0, below 1");
    }

    @Override
    boolean takes(double value) {
      return value >= 0 && value < 1;
    }
  }

  /** Shares of a whole; null, for a default of its own, where an environment variable is empty. */
  public static final class ShareIfAny extends Wanted<Double> {
    ShareIfAny() {
      super("a share from 0 to 1");
    }

    @Override
    protected Double read(String text) {
      return text.isEmpty() ? null : new Share().read(text);
    }
  }

  /** Shares of a whole. */
  public static final class Share extends Decimal {
    Share() {
      super("a share from 0 to 1");
    }

    @Override
    boolean takes(double value) {
      return value >= 0 && value <= 1;
    }
  }
}
