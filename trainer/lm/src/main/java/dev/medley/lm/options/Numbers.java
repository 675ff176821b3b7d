package dev.medley.lm.options;

import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters of numbers, which say what they want where a text is none. */
public final class Numbers {
  private Numbers() {}

  private static <T> T read(
      String text, String wanted, Function<String, T> parse, Predicate<T> right) {
    try {
      T value = parse.apply(text);
      if (right.test(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException("need %s, not '%s'".formatted(wanted, text));
  }

  /** Whole numbers from 1. */
  public static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return read(text, "a whole number from 1", Integer::valueOf, value -> value >= 1);
    }
  }

  /** Widths of a model whose heads have 64 numbers. */
  public static final class Width implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return read(
          text,
          "a multiple of 64",
          Integer::valueOf,
          value -> value >= 64 && value % 64 == 0 && value <= 1 << 20);
    }
  }

  /** Finite numbers above 0. */
  public static final class AboveZero implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      return read(
          text, "a number above 0", AboveZero::plain, value -> value > 0 && Double.isFinite(value));
    }

    /** Java itself reads 10d, 5f and 0x1p3, too. */
    private static Double plain(String text) {
      if (!text.matches("[-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?")) {
        throw new NumberFormatException(text);
      }
      return Double.valueOf(text);
    }
  }

  /** What random numbers begin with. */
  public static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return read(text, "a whole number of 64 bits", Long::valueOf, value -> true);
    }
  }
}
