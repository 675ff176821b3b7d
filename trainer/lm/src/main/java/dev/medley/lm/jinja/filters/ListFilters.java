package dev.medley.lm.jinja.filters;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Characters;
import dev.medley.lm.jinja.values.Collections;
import dev.medley.lm.jinja.values.Lazy;
import dev.medley.lm.jinja.values.Numbers;
import dev.medley.lm.jinja.values.Operators;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.TextMethods;
import dev.medley.lm.jinja.values.Tuple;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters that take lists apart and put them in order. */
final class ListFilters {
  private ListFilters() {}

  static void register(Map<String, Filters.Filter> all) {
    all.put("first", (v, a) -> first(Values.iterator(v)));
    all.put("last", (v, a) -> last(v));
    all.put("list", (v, a) -> copy(Values.items(v)));
    all.put("reverse", (v, a) -> reverse(v));
    all.put("items", (v, a) -> items(v));
    all.put("dictsort", ListFilters::dictionarySort);
    all.put("sort", ListFilters::sort);
    all.put("min", (v, a) -> extreme("min", v, a, 1));
    all.put("max", (v, a) -> extreme("max", v, a, -1));
    all.put("sum", ListFilters::sum);
    all.put("batch", ListFilters::batch);
    all.put("slice", ListFilters::slice);
  }

  private static List<Object> copy(List<Object> items) {
    Work.list(items.size());
    return new ArrayList<>(items);
  }

  private static Object first(Iterator<Object> items) {
    return items.hasNext() ? items.next() : new Undefined("the first item of nothing");
  }

  private static Object last(Object value) {
    if (value instanceof Lazy) {
      throw RenderException.of(
          "the last item of %s is unknown: make it a list", Values.kind(value));
    }
    List<Object> items = Values.items(value);
    return items.isEmpty()
        ? new Undefined("the last item of nothing")
        : items.get(items.size() - 1);
  }

  private static Object reverse(Object value) {
    List<Object> items = copy(Values.items(value));
    java.util.Collections.reverse(items);
    return value instanceof Text
        ? TextMethods.join(Text.EMPTY, items)
        : value instanceof Lazy ? items : new Lazy(items.iterator());
  }

  private static Lazy items(Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Lazy(Collections.pairs(map).iterator());
    } else if (value instanceof Undefined) {
      return new Lazy(java.util.Collections.emptyIterator());
    }
    throw RenderException.of("items wants a dictionary, not %s", Values.kind(value));
  }

  /** Text without its case, where case makes no difference. */
  private static Object folded(Object value, boolean caseSensitive) {
    return !caseSensitive && value instanceof Text text ? Characters.lower(text) : value;
  }

  private static Object dictionarySort(Object value, Arguments arguments) {
    Object[] a = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
    boolean cased = Values.isTrue(Arguments.or(a[0], false));
    String by = Shown.str(Arguments.or(a[1], Text.of("key"))).toString();
    if (!(value instanceof Map<?, ?> map) || (!by.equals("key") && !by.equals("value"))) {
      throw RenderException.of("dictsort sorts a dictionary by 'key' or 'value'");
    }
    int place = by.equals("key") ? 0 : 1;
    return sorted(
        Collections.pairs(map),
        Comparator.comparing(
            pair -> folded(((Tuple) pair).items().get(place), cased), Values::compare),
        Values.isTrue(Arguments.or(a[2], false)));
  }

  private static List<Object> sorted(List<Object> items, Comparator<Object> order, boolean back) {
    List<Object> sorted = copy(items);
    sorted.sort(back ? order.reversed() : order);
    return sorted;
  }

  private static Object sort(Object value, Arguments arguments) {
    Object[] a = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
    boolean cased = Values.isTrue(Arguments.or(a[1], false));
    Object attribute = Arguments.or(a[2], null);
    if (attribute instanceof Text name && name.contains(',')) {
      throw RenderException.of("sort knows one attribute at a time");
    }
    return sorted(
        Values.items(value),
        Comparator.comparing(
            item -> folded(Selections.attribute(item, attribute, null), cased), Values::compare),
        Values.isTrue(Arguments.or(a[0], false)));
  }

  private static Object extreme(String name, Object value, Arguments arguments, int sign) {
    Object[] a = arguments.bind(name, 0, "case_sensitive", "attribute");
    boolean cased = Values.isTrue(Arguments.or(a[0], false));
    Object best = new Undefined("the %s of nothing".formatted(name));
    Object bestKey = null;
    for (Object item : Values.items(value)) {
      Object key = folded(Selections.attribute(item, Arguments.or(a[1], null), null), cased);
      if (best instanceof Undefined || sign * Values.compare(key, bestKey) < 0) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }

  private static Object sum(Object value, Arguments arguments) {
    Object[] a = arguments.bind("sum", 0, "attribute", "start");
    Object sum = Arguments.or(a[1], 0L);
    for (Object item : Values.items(value)) {
      Object add = Selections.attribute(item, Arguments.or(a[0], null), null);
      sum = Operators.arithmetic("+", sum, add);
    }
    return sum;
  }

  private static Object batch(Object value, Arguments arguments) {
    Object[] a = arguments.bind("batch", 1, "linecount", "fill_with");
    Object fill = Arguments.or(a[1], null);
    long size = Numbers.whole(a[0]);
    List<Object> items = Values.items(value);
    Work.list(items.size() * 3L);
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : items) {
      if (batch.size() == size) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      Work.list(fill == null ? 0 : Math.max(0, size));
      while (fill != null && batch.size() < size) {
        batch.add(fill);
      }
      batches.add(batch);
    }
    return new Lazy(batches.iterator());
  }

  private static Object slice(Object value, Arguments arguments) {
    Object[] a = arguments.bind("slice", 1, "slices", "fill_with");
    Object fill = Arguments.or(a[1], null);
    List<Object> items = Values.items(value);
    int slices = (int) Math.max(1, Math.min(Numbers.whole(a[0]), Text.MOST));
    Work.list(items.size() + 3L * slices);
    int each = items.size() / slices;
    int longer = items.size() % slices;
    List<Object> parts = new ArrayList<>();
    for (int i = 0, at = 0; i < slices; i++) {
      int end = at + each + (i < longer ? 1 : 0);
      List<Object> part = new ArrayList<>(items.subList(at, end));
      if (fill != null && i >= longer) {
        part.add(fill);
      }
      parts.add(part);
      at = end;
    }
    return new Lazy(parts.iterator());
  }
}
