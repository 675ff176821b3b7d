package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** The methods of strings. */
public final class TextMethods {
  /** Methods of Python's strings that are refused. */
  public static final Set<String> UNKNOWN =
      Set.of(
          "casefold",
          "encode",
          "expandtabs",
          "format_map",
          "isidentifier",
          "isprintable",
          "istitle",
          "maketrans",
          "translate");

  private static final Text SPACE = Text.of(" ");

  private TextMethods() {}

  /** A method; null where strings have none of this name. */
  static Callable of(Text text, String name) {
    Callable method = named(text, name);
    return method == null
        ? null
        : arguments -> {
          Work.read(text.length());
          return method.call(arguments);
        };
  }

  private static Callable named(Text text, String name) {
    return switch (name) {
      case "startswith" -> a -> ends(text, name, a);
      case "endswith" -> a -> ends(text, name, a);
      case "strip", "lstrip", "rstrip" -> a -> strip(text, name, a);
      case "split" -> a -> Splitting.split(text, a, false);
      case "rsplit" -> a -> Splitting.split(text, a, true);
      case "splitlines" -> a -> Splitting.lines(text, a);
      case "partition", "rpartition" ->
          a -> Splitting.partition(text, a, name.equals("rpartition"));
      case "replace" -> a -> replace(text, a.bind(name, 2, "old", "new", "count"));
      case "upper" -> a -> none(a, name, Characters.upper(text));
      case "lower" -> a -> none(a, name, Characters.lower(text));
      case "title" -> a -> none(a, name, Characters.titleWords(text));
      case "capitalize" -> a -> none(a, name, Characters.capitalize(text));
      case "swapcase" -> a -> none(a, name, Characters.swapCase(text));
      case "join" -> a -> join(text, Values.items(a.bind(name, 1, "iterable")[0]));
      case "find", "index", "rfind", "rindex" -> a -> find(text, name, a);
      case "count" -> a -> count(text, text(a.bind(name, 1, "sub")[0], name));
      case "removeprefix", "removesuffix" -> a -> removed(text, name, a);
      case "ljust", "rjust", "center" -> a -> padded(text, name, a);
      case "zfill" -> a -> zeros(text, Numbers.whole(a.bind(name, 1, "width")[0]));
      case "format" -> a -> Formatting.braces(text, a);
      case "isdigit" -> a -> all(text, Characters::isDigit);
      case "isdecimal" -> a -> all(text, Character::isDigit);
      case "isnumeric" ->
          a -> all(text, c -> Characters.isAlphanumeric(c) && !Character.isLetter(c));
      case "isalpha" -> a -> all(text, Character::isLetter);
      case "isalnum" -> a -> all(text, Characters::isAlphanumeric);
      case "isspace" -> a -> all(text, Characters::isSpace);
      case "isascii" -> a -> text.isEmpty() || all(text, c -> c < 128);
      case "isupper" -> a -> oneCase(text, true);
      case "islower" -> a -> oneCase(text, false);
      default ->
          UNKNOWN.contains(name)
              ? a -> {
                throw RenderException.of("the string method %s is unknown", name);
              }
              : null;
    };
  }

  private static Text none(Arguments arguments, String name, Text result) {
    arguments.bind(name, 0);
    return result;
  }

  public static Text text(Object value, String method) {
    if (value instanceof Text text) {
      return text;
    }
    throw RenderException.of("%s wants a string, not %s", method, Values.kind(value));
  }

  private static boolean ends(Text text, String name, Arguments arguments) {
    Object[] a = arguments.bind(name, 1, "part", "start", "end");
    Text part =
        (Text) Attributes.slice(text, Arguments.or(a[1], null), Arguments.or(a[2], null), null);
    List<Object> wanted = a[0] instanceof Tuple tuple ? tuple.items() : List.of(text(a[0], name));
    return wanted.stream()
        .map(one -> text(one, name))
        .anyMatch(
            one ->
                part.startsWith(one, name.equals("startswith") ? 0 : part.length() - one.length()));
  }

  public static Text strip(Text text, String name, Arguments arguments) {
    Object characters = Arguments.or(arguments.bind(name, 0, "chars")[0], null);
    Text set = characters == null ? null : text(characters, name);
    IntPredicate goes = set == null ? Characters::isSpace : set::contains;
    int from = 0;
    int to = text.length();
    while (!name.equals("rstrip") && from < to && goes.test(text.point(from))) {
      from++;
    }
    while (!name.equals("lstrip") && to > from && goes.test(text.point(to - 1))) {
      to--;
    }
    return text.slice(from, to);
  }

  public static Text replace(Text text, Object[] a) {
    Text old = text(a[0], "replace");
    Text with = text(a[1], "replace");
    Object count = Arguments.or(a[2], -1L);
    long left = count == null || Numbers.whole(count) < 0 ? Long.MAX_VALUE : Numbers.whole(count);
    Text.Builder out = new Text.Builder();
    int at = 0;
    if (old.isEmpty()) {
      for (; at < text.length() && left > 0; left--) {
        out.add(with).add(text, at, ++at);
      }
      return out.add(left > 0 ? with : Text.EMPTY).add(text, at, text.length()).build();
    }
    int found = text.indexOf(old, 0);
    for (; found >= 0 && left > 0; left--) {
      out.add(text, at, found).add(with);
      at = found + old.length();
      found = text.indexOf(old, at);
    }
    return out.add(text, at, text.length()).build();
  }

  /** {@code separator.join(items)}. */
  public static Text join(Text separator, List<Object> items) {
    Text.Builder out = new Text.Builder();
    for (int i = 0; i < items.size(); i++) {
      out.add(i == 0 ? Text.EMPTY : separator).add(text(items.get(i), "join"));
    }
    return out.build();
  }

  private static long find(Text text, String name, Arguments arguments) {
    Object[] a = arguments.bind(name, 1, "sub", "start");
    Text part = text(a[0], name);
    Object start = Arguments.or(a[1], 0L);
    int from = text.length() - ((Text) Attributes.slice(text, start, null, null)).length();
    boolean last = name.startsWith("r");
    int found = last ? text.lastIndexOf(part, text.length()) : text.indexOf(part, from);
    found = found < from ? -1 : found;
    if (found < 0 && name.endsWith("index")) {
      throw RenderException.of("the part is not in the string");
    }
    return found;
  }

  private static long count(Text text, Text part) {
    long count = part.isEmpty() ? text.length() + 1L : 0;
    int found = part.isEmpty() ? -1 : text.indexOf(part, 0);
    while (found >= 0) {
      count++;
      found = text.indexOf(part, found + part.length());
    }
    return count;
  }

  private static Text removed(Text text, String name, Arguments arguments) {
    Text part = text(arguments.bind(name, 1, "part")[0], name);
    boolean prefix = name.equals("removeprefix");
    if (part.isEmpty() || !text.startsWith(part, prefix ? 0 : text.length() - part.length())) {
      return text;
    }
    return prefix
        ? text.slice(part.length(), text.length())
        : text.slice(0, text.length() - part.length());
  }

  private static Text padded(Text text, String name, Arguments arguments) {
    Object[] a = arguments.bind(name, 1, "width", "fillchar");
    Text fill = text(Arguments.or(a[1], SPACE), name);
    if (fill.length() != 1) {
      throw RenderException.of("%s wants one character to fill with", name);
    }
    return padded(text, name, Numbers.whole(a[0]), fill);
  }

  public static Text padded(Text text, String name, long width, Text fill) {
    long missing = Math.max(0, width - text.length());
    // As CPython centres: the odd one goes left where the width is odd.
    long left =
        name.equals("ljust")
            ? 0
            : name.equals("rjust") ? missing : missing / 2 + (missing & width & 1);
    return Operators.repeated(fill, left).plus(text).plus(Operators.repeated(fill, missing - left));
  }

  private static Text zeros(Text text, long width) {
    boolean signed = !text.isEmpty() && "+-".indexOf(text.point(0)) >= 0;
    Text digits = signed ? text.slice(1, text.length()) : text;
    Text zeros = Operators.repeated(Text.of("0"), Math.max(0, width - text.length()));
    return text.slice(0, signed ? 1 : 0).plus(zeros).plus(digits);
  }

  private static boolean all(Text text, IntPredicate is) {
    for (int i = 0; i < text.length(); i++) {
      if (!is.test(text.point(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether it has letters with a case, and all of them are of this one. */
  public static boolean oneCase(Text text, boolean upper) {
    boolean cased = false;
    for (int i = 0; i < text.length(); i++) {
      int c = text.point(i);
      if (Characters.isCased(c)
          && (upper ? !Character.isUpperCase(c) : !Character.isLowerCase(c))) {
        return false;
      }
      cased |= Characters.isCased(c);
    }
    return cased;
  }
}
