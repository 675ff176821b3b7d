package dev.medley.kafka.options;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option's value. picocli puts the option before the message, so that who wrote a wrong
 * one reads in one line which option, what is wanted, and what he wrote.
 *
 * @param <T> what the option's field holds
 */
public abstract class Wanted<T> implements ITypeConverter<T> {
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?");

  private final String wanted;

  /**
   * @param wanted such as "a whole number from 1"
   */
  protected Wanted(String wanted) {
    this.wanted = wanted;
  }

  /**
   * The value.
   *
   * @throws IllegalArgumentException where the text is none
   */
  protected abstract T read(String text);

  /** A number as people write it: Java itself reads 10d, 5f and 0x1p3, too. */
  protected static double decimal(String text) {
    where(DECIMAL.matcher(text).matches(), text);
    return Double.parseDouble(text);
  }

  /** Where it is true of a value that was read; else the text is refused. */
  protected static <V> V where(boolean right, V value) {
    if (!right) {
      throw new IllegalArgumentException(String.valueOf(value));
    }
    return value;
  }

  @Override
  public final T convert(String text) {
    try {
      return read(text);
    } catch (IllegalArgumentException e) {
      // An address may hold a password, and lack what parts it from the scheme.
      String shown = text.replaceAll("(?s).*@", "***@");
      throw new TypeConversionException("need %s, not '%s'".formatted(wanted, shown));
    }
  }
}
