package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The methods of dictionaries and lists. Whatever would change them is refused, as in the sandbox.
 */
public final class Collections {
  private static final Set<String> CHANGES =
      Set.of(
          "append",
          "clear",
          "extend",
          "insert",
          "pop",
          "popitem",
          "remove",
          "reverse",
          "setdefault",
          "sort",
          "update");

  private Collections() {}

  /** A dictionary's method; null where it has none of this name. */
  public static Callable ofMap(Map<?, ?> map, String name) {
    return switch (name) {
      case "keys" -> a -> view(a, name, listed(map.keySet()));
      case "values" -> a -> view(a, name, listed(map.values()));
      case "items" -> a -> view(a, name, pairs(map));
      case "copy" ->
          a -> {
            Work.list(2L * map.size());
            return new LinkedHashMap<>(map);
          };
      case "get" -> a -> get(map, a);
      case "clear", "pop", "popitem", "setdefault", "update" -> changing(name);
      case "fromkeys" ->
          a -> {
            throw RenderException.of("fromkeys of a dictionary is unknown");
          };
      default -> null;
    };
  }

  private static List<Object> listed(Collection<?> items) {
    Work.list(items.size());
    return new ArrayList<>(items);
  }

  private static View view(Arguments arguments, String name, List<Object> items) {
    arguments.bind(name, 0);
    return new View("dict_" + name, items);
  }

  private static Object get(Map<?, ?> map, Arguments arguments) {
    Object[] a = arguments.bind("get", 1, "key", "default");
    Object key = Values.key(a[0]);
    return map.containsKey(key) ? map.get(key) : Arguments.or(a[1], null);
  }

  public static List<Object> pairs(Map<?, ?> map) {
    Work.list(2L * map.size());
    List<Object> pairs = new ArrayList<>();
    map.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
    return pairs;
  }

  /** A list's or tuple's method; null where it has none of this name. */
  static Callable ofList(Object value, String name) {
    List<Object> items = Values.stored(value);
    if (name.equals("count")) {
      return a -> {
        Object wanted = a.bind(name, 1, "value")[0];
        return items.stream().filter(item -> Values.equal(item, wanted)).count();
      };
    } else if (name.equals("index")) {
      return a -> index(items, a.bind(name, 1, "value")[0]);
    } else if (value instanceof Tuple) {
      return null;
    }
    return name.equals("copy")
        ? a -> listed(items)
        : CHANGES.contains(name) && !name.equals("popitem") ? changing(name) : null;
  }

  private static long index(List<Object> items, Object wanted) {
    for (int i = 0; i < items.size(); i++) {
      if (Values.equal(items.get(i), wanted)) {
        return i;
      }
    }
    throw RenderException.of("the value is not in the list");
  }

  private static Callable changing(String name) {
    return a -> {
      throw RenderException.of("%s would change what the template was given", name);
    };
  }
}
