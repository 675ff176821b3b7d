package dev.medley.kafka.options;

import java.util.regex.Pattern;

/** Finite numbers within a range. */
public abstract class Decimal extends Wanted<Double> {
  private static final Pattern PLAIN = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?");

  private Decimal(String wanted) {
    super(wanted);
  }

  abstract boolean takes(double value);

  /** A number as people write it: Java itself reads 10d, 5f and 0x1p3, too. */
  static double parse(String text) {
    where(PLAIN.matcher(text).matches(), text);
    return Double.parseDouble(text);
  }

  @Override
  protected final Double read(String text) {
    double value = parse(text);
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
