package dev.medley.kafka.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option's value. picocli puts the option before the message, so that who wrote a wrong
 * one reads in one line which option, what is wanted, and what he wrote.
 *
 * @param <T> what the option's field holds
 */
public abstract class Wanted<T> implements ITypeConverter<T> {
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
