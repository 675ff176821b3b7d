package dev.medley.schemas.names;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * The one rule for all names that operators and products give. A name is part of keys, addresses,
 * metrics' labels and, by {@link Folder}, of paths. ASCII alone, for other letters have several
 * forms; upper and lower case differ.
 */
public final class NameRule {
  /** Characters of the longest name, each a byte in UTF-8. */
  public static final int LONGEST = 100;

  /** The rule in words, to be put behind "need". */
  public static final String WANTED =
      "1 to %d of A-Z, a-z, 0-9, '.', '_' and '-', the first a letter or digit, no '..' and no '.' at the end"
          .formatted(LONGEST);

  /** The rule as a regular expression that Java and JSON Schema read alike. */
  public static final String PATTERN =
      "^[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?=[A-Za-z0-9_-])){0,%d}$".formatted(LONGEST - 1);

  private static final Pattern COMPILED = Pattern.compile(PATTERN);

  private NameRule() {}

  public static boolean holds(String name) {
    return name.length() <= LONGEST && COMPILED.matcher(name).matches();
  }

  /**
   * Passes a name on.
   *
   * @param what whose name it is, for the message
   * @throws IllegalArgumentException with the rule, and without the name
   */
  public static String check(String what, String name) {
    if (!holds(requireNonNull(name, what + " is null"))) {
      throw new IllegalArgumentException("%s is no name: need %s".formatted(what, WANTED));
    }
    return name;
  }
}
