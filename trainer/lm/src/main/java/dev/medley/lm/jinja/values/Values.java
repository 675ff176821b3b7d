package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Python's truth, equality, order and iteration of what a template handles: null (None), Boolean,
 * Long, Double, {@link Text}, List, {@link Tuple}, Map, {@link View}, {@link Lazy}, {@link
 * Undefined}, {@link Members} and {@link Callable}.
 */
public final class Values {
  private Values() {}

  public static boolean isTrue(Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    } else if (value instanceof Boolean b) {
      return b;
    } else if (value instanceof Long n) {
      return n != 0;
    } else if (value instanceof Double d) {
      return d != 0;
    }
    return !isSized(value) || length(value) > 0;
  }

  public static boolean isSized(Object value) {
    return value instanceof Text
        || value instanceof List<?>
        || value instanceof Tuple
        || value instanceof Map<?, ?>
        || value instanceof View
        || value instanceof Undefined;
  }

  /** {@code len}. */
  public static int length(Object value) {
    if (value instanceof Text text) {
      return text.length();
    } else if (value instanceof Map<?, ?> map) {
      return map.size();
    } else if (isSized(value)) {
      return value instanceof Undefined ? 0 : stored(value).size();
    }
    throw RenderException.of("%s has no length", kind(value));
  }

  /** The items that a value holds as they are; null where it holds none. */
  @SuppressWarnings("unchecked")
  static List<Object> stored(Object value) {
    return value instanceof List<?> list
        ? (List<Object>) list
        : value instanceof Tuple tuple
            ? tuple.items()
            : value instanceof View view ? view.items() : null;
  }

  /** Whatever can be gone through, as a list. */
  public static List<Object> items(Object value) {
    List<Object> stored = stored(value);
    if (stored != null) {
      Work.spend(stored.size());
      return stored;
    } else if (value instanceof Map<?, ?> map) {
      Work.list(map.size());
      return new ArrayList<>(map.keySet());
    } else if (value instanceof Undefined) {
      return List.of();
    } else if (value instanceof Text text) {
      Work.list(text.length());
      List<Object> characters = new ArrayList<>(text.length());
      for (int i = 0; i < text.length(); i++) {
        characters.add(text.slice(i, i + 1));
      }
      return characters;
    } else if (value instanceof Lazy lazy) {
      List<Object> rest = new ArrayList<>();
      while (lazy.items().hasNext()) {
        Work.list(1);
        rest.add(lazy.items().next());
      }
      return rest;
    }
    throw RenderException.of("%s can't be gone through", kind(value));
  }

  public static Iterator<Object> iterator(Object value) {
    return value instanceof Lazy lazy ? lazy.items() : items(value).iterator();
  }

  public static boolean isNumber(Object value) {
    return value instanceof Boolean || value instanceof Long || value instanceof Double;
  }

  /** Whether both are lists, or both are tuples. */
  static boolean areAlike(Object a, Object b) {
    return a instanceof Tuple ? b instanceof Tuple : a instanceof List<?> && b instanceof List<?>;
  }

  /** {@code ==}. */
  public static boolean equal(Object a, Object b) {
    Work.spend(1);
    if (isNumber(a) && isNumber(b)) {
      return Numbers.compare(a, b) == 0;
    } else if (areAlike(a, b)) {
      List<Object> left = items(a);
      List<Object> right = items(b);
      boolean equal = left.size() == right.size();
      for (int i = 0; equal && i < left.size(); i++) {
        equal = equal(left.get(i), right.get(i));
      }
      return equal;
    } else if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return left.size() == right.size()
          && left.entrySet().stream()
              .allMatch(
                  e -> right.containsKey(e.getKey()) && equal(e.getValue(), right.get(e.getKey())));
    } else if (a instanceof View left && b instanceof View right) {
      return left.name().equals(right.name()) && equal(left.items(), right.items());
    }
    return Objects.equals(a, b);
  }

  /** Counts all that is within a value, however often, as its hash goes through it. */
  private static void count(Object value) {
    Work.spend(1);
    List<Object> stored = stored(value);
    if (stored != null) {
      stored.forEach(Values::count);
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(Values::count);
    }
  }

  /** Negative, zero or positive, as the first is less, equal or greater. */
  public static int compare(Object a, Object b) {
    Work.spend(1);
    if (isNumber(a) && isNumber(b)) {
      return Numbers.compare(a, b);
    } else if (a instanceof Text left && b instanceof Text right) {
      return left.compareTo(right);
    } else if (areAlike(a, b)) {
      List<Object> left = items(a);
      List<Object> right = items(b);
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        if (!equal(left.get(i), right.get(i))) {
          return compare(left.get(i), right.get(i));
        }
      }
      return Integer.compare(left.size(), right.size());
    }
    throw RenderException.of("%s and %s have no order", kind(a), kind(b));
  }

  /** {@code a in b}. */
  public static boolean contains(Object container, Object value) {
    if (container instanceof Text text) {
      if (!(value instanceof Text part)) {
        throw RenderException.of("a string can't have %s in it", kind(value));
      }
      return text.indexOf(part, 0) >= 0;
    } else if (container instanceof Map<?, ?> map) {
      return map.containsKey(key(value));
    }
    for (Iterator<Object> i = iterator(container); i.hasNext(); ) {
      if (equal(i.next(), value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A key of a dictionary that a template makes: none that Python would show as it is, but find as
   * another, such as true for 1.
   */
  public static Object newKey(Object value) {
    if (value instanceof Boolean || (value instanceof Double d && d == Math.rint(d))) {
      throw RenderException.of("true, false and numbers such as 1.0 can't be keys");
    }
    return key(value);
  }

  /** A dictionary's key, to look it up. */
  public static Object key(Object value) {
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      throw RenderException.of("%s can't be a key", kind(value));
    } else if (value instanceof Boolean || (value instanceof Double d && d == Math.rint(d))) {
      return Numbers.whole(value);
    }
    count(value);
    return value;
  }

  /** What kind of value it is, for messages. */
  public static String kind(Object value) {
    return value == null
        ? "None"
        : value instanceof Text
            ? "a string"
            : value instanceof Boolean || value instanceof Long
                ? "a whole number"
                : value instanceof Double
                    ? "a number"
                    : value instanceof List<?>
                        ? "a list"
                        : value instanceof Map<?, ?>
                            ? "a dictionary"
                            : value instanceof Undefined undefined
                                ? undefined.what() + ", which is undefined,"
                                : "a " + value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
