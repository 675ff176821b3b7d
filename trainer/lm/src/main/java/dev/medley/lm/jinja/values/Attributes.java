package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What stands behind a dot or in brackets. */
public final class Attributes {
  private Attributes() {}

  /** {@code value.name}: an attribute, else an item. */
  public static Object attribute(Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    } else if (value instanceof Members members) {
      return members.member(name);
    }
    Object found = method(value, name);
    return found == null && value instanceof Map<?, ?> map && map.containsKey(Text.of(name))
        ? map.get(Text.of(name))
        : found == null ? new Undefined("'%s'".formatted(name)) : found;
  }

  /** {@code value[key]}: an item, else an attribute. */
  public static Object item(Object value, Object key) {
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    } else if (value instanceof Map<?, ?> map
        && !(key instanceof List<?> || key instanceof Map<?, ?>)
        && map.containsKey(Values.key(key))) {
      return map.get(Values.key(key));
    } else if (isIndexed(value) && (key instanceof Long || key instanceof Boolean)) {
      long size = Values.length(value);
      long at = Numbers.whole(key) + (Numbers.whole(key) < 0 ? size : 0);
      if (at >= 0 && at < size) {
        return value instanceof Text text
            ? text.slice((int) at, (int) at + 1)
            : Values.stored(value).get((int) at);
      }
    } else if (key instanceof Text name) {
      Object found =
          value instanceof Members members
              ? members.member(name.toString())
              : method(value, name.toString());
      return found == null ? new Undefined("'%s'".formatted("an item")) : found;
    }
    return new Undefined("an item");
  }

  private static boolean isIndexed(Object value) {
    return value instanceof Text
        || value instanceof List<?>
        || value instanceof Tuple
        || (value instanceof View view && view.name().equals("range"));
  }

  private static Object method(Object value, String name) {
    if (value instanceof Text text) {
      return TextMethods.of(text, name);
    } else if (value instanceof Map<?, ?> map) {
      return Collections.ofMap(map, name);
    } else if (value instanceof Tuple tuple && tuple.names().contains(name)) {
      return tuple.items().get(tuple.names().indexOf(name));
    } else if (value instanceof List<?> || value instanceof Tuple) {
      return Collections.ofList(value, name);
    }
    return null;
  }

  /**
   * {@code value[from:to:step]}.
   *
   * @param from null where it is left out; the same with the others
   */
  public static Object slice(Object value, Object from, Object to, Object step) {
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    } else if (!isIndexed(value)) {
      throw RenderException.of("%s can't be sliced", Values.kind(value));
    }
    long size = Values.length(value);
    // A step beyond all takes one item, however long it is.
    long by = step == null ? 1 : Math.max(-size - 1, Math.min(index(step), size + 1));
    if (by == 0) {
      throw RenderException.of("a slice's step is 0");
    }
    long lowest = by < 0 ? -1 : 0;
    long highest = by < 0 ? size - 1 : size;
    long start =
        from == null ? (by < 0 ? highest : 0) : clamped(index(from), size, lowest, highest);
    long end = to == null ? (by < 0 ? -1 : size) : clamped(index(to), size, lowest, highest);
    if (value instanceof Text text && by == 1) {
      return text.slice((int) start, (int) Math.max(start, end));
    }
    List<Object> items = Values.items(value);
    Work.list((Math.abs(end - start) + Math.abs(by) - 1) / Math.abs(by));
    List<Object> taken = new ArrayList<>();
    for (long i = start; by > 0 ? i < end : i > end; i += by) {
      taken.add(items.get((int) i));
    }
    return value instanceof Text
        ? TextMethods.join(Text.EMPTY, taken)
        : value instanceof Tuple ? Tuple.of(taken) : taken;
  }

  private static long index(Object value) {
    if (value instanceof Long || value instanceof Boolean) {
      return Numbers.whole(value);
    }
    throw RenderException.of("%s can't be an index", Values.kind(value));
  }

  private static long clamped(long index, long size, long lowest, long highest) {
    return Math.max(lowest, Math.min(highest, index < 0 ? index + size : index));
  }
}
