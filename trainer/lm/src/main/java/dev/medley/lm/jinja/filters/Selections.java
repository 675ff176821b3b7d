package dev.medley.lm.jinja.filters;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Attributes;
import dev.medley.lm.jinja.values.Characters;
import dev.medley.lm.jinja.values.Lazy;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Splitting;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.Tuple;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Filters that choose, map and group what is in a list. */
final class Selections {
  private Selections() {}

  static void register(Map<String, Filters.Filter> all) {
    all.put("select", (v, a) -> chosen(v, a, false, true));
    all.put("reject", (v, a) -> chosen(v, a, false, false));
    all.put("selectattr", (v, a) -> chosen(v, a, true, true));
    all.put("rejectattr", (v, a) -> chosen(v, a, true, false));
    all.put("map", Selections::map);
    all.put("unique", Selections::unique);
    all.put("groupby", Selections::groups);
  }

  /** An item's attribute, such as {@code function.name} or {@code 0}; the item where it is null. */
  static Object attribute(Object item, Object path, Object otherwise) {
    if (path == null) {
      return item;
    }
    Object value = item;
    List<Object> parts =
        path instanceof Text text
            ? Splitting.split(text, Arguments.of(Text.of(".")), false)
            : List.of(path);
    for (Object part : parts) {
      boolean place = part instanceof Text name && name.toString().matches("\\d{1,9}");
      value = Attributes.item(value, place ? (Object) Long.valueOf(part.toString()) : part);
      if (value instanceof Undefined && otherwise != null) {
        value = otherwise;
      }
    }
    return value;
  }

  private static Lazy chosen(Object value, Arguments arguments, boolean byAttribute, boolean keep) {
    List<Object> positional = arguments.positional();
    if (byAttribute && positional.isEmpty()) {
      throw RenderException.of("selectattr and rejectattr want an attribute");
    }
    Object attribute = byAttribute ? positional.get(0) : null;
    int at = byAttribute ? 1 : 0;
    Predicate<Object> test =
        positional.size() == at
            ? Values::isTrue
            : item ->
                Tests.apply(Shown.str(positional.get(at)).toString(), item, arguments.from(at + 1));
    return lazy(
        value, items -> items.filter(i -> test.test(attribute(i, attribute, null)) == keep));
  }

  private static Lazy map(Object value, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      Object[] a = arguments.bind("map", 0, "attribute", "default");
      if (a[0] == Arguments.MISSING) {
        throw RenderException.of("map wants a filter or an attribute");
      }
      Object otherwise = Arguments.or(a[1], null);
      return lazy(value, items -> items.map(i -> attribute(i, a[0], otherwise)));
    }
    String filter = Shown.str(arguments.positional().get(0)).toString();
    return lazy(value, items -> items.map(i -> Filters.apply(filter, i, arguments.from(1))));
  }

  /** What becomes of a value's items when they are gone through; nothing of what is false. */
  private static Lazy lazy(Object value, UnaryOperator<Stream<Object>> change) {
    Stream<Object> items =
        Stream.of(value == null ? List.of() : value)
            .filter(Values::isTrue)
            .flatMap(given -> Values.items(given).stream());
    return new Lazy(change.apply(items).iterator());
  }

  private static Lazy unique(Object value, Arguments arguments) {
    Object[] a = arguments.bind("unique", 0, "case_sensitive", "attribute");
    boolean cased = Values.isTrue(Arguments.or(a[0], false));
    Set<Object> seen = new HashSet<>();
    List<Object> unique = new ArrayList<>();
    for (Object item : Values.items(value)) {
      Work.list(3);
      Object key = attribute(item, Arguments.or(a[1], null), null);
      if (seen.add(!cased && key instanceof Text t ? Characters.lower(t) : Values.key(key))) {
        unique.add(item);
      }
    }
    return new Lazy(unique.iterator());
  }

  private static Object groups(Object value, Arguments arguments) {
    Object[] a = arguments.bind("groupby", 1, "attribute", "default", "case_sensitive");
    boolean cased = Values.isTrue(Arguments.or(a[2], false));
    Object otherwise = Arguments.or(a[1], null);
    Map<Object, List<Object>> groups = new LinkedHashMap<>();
    Map<Object, Object> names = new LinkedHashMap<>();
    for (Object item : Values.items(value)) {
      Work.list(6);
      Object name = attribute(item, a[0], otherwise);
      Object key = !cased && name instanceof Text t ? Characters.lower(t) : Values.key(name);
      names.putIfAbsent(key, name);
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(item);
    }
    List<Object> keys = new ArrayList<>(groups.keySet());
    keys.sort(Values::compare);
    List<Object> result = new ArrayList<>();
    for (Object key : keys) {
      List<Object> group = java.util.Arrays.asList(names.get(key), groups.get(key));
      result.add(new Tuple(group, List.of("grouper", "list")));
    }
    return result;
  }
}
