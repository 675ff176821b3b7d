package dev.medley.schemas.names;

import static java.util.Locale.ROOT;

import java.util.regex.Pattern;

/**
 * A name as a folder's, so that no two names meet where a file system ignores case, and none is a
 * device of Windows: {@code +} stands before each letter that was upper-case and behind a device's
 * name, and is no character of a name. Names in lower case stay as they are.
 */
final class Folder {
  private static final Pattern UPPER = Pattern.compile("[A-Z]");
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

  private Folder() {}

  static String of(String name) {
    String device = DEVICE.matcher(name).replaceFirst("$1+$2");
    String folder = DEVICE.matcher(name).matches() ? device : name;
    return UPPER.matcher(folder).replaceAll(letter -> "+" + letter.group().toLowerCase(ROOT));
  }
}
