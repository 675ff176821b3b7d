package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Callable;
import dev.medley.lm.jinja.values.Members;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import dev.medley.lm.jinja.values.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template has. There is no clock and no chance among them. */
final class Globals {
  private static final int LONGEST_RANGE = 100_000;

  private static final Map<String, Callable> ALL =
      Map.of(
          "range", Globals::range,
          "dict", Globals::dictionary,
          "namespace", Globals::namespace,
          "cycler", Globals::cycler,
          "joiner", Globals::joiner,
          "raise_exception", Globals::raise);

  private Globals() {}

  /** A function; null where there is none of this name. */
  static Callable get(String name) {
    return ALL.get(name);
  }

  private static Object raise(Arguments arguments) {
    Object message = arguments.bind("raise_exception", 1, "message")[0];
    throw RenderException.raised(Shown.str(message).withoutMarked("…").toString());
  }

  private static View range(Arguments arguments) {
    List<Object> a = arguments.positional();
    if (a.isEmpty() || a.size() > 3 || !a.stream().allMatch(Long.class::isInstance)) {
      throw RenderException.of("range wants one to three whole numbers");
    }
    long from = a.size() == 1 ? 0 : (Long) a.get(0);
    long to = (Long) a.get(a.size() == 1 ? 0 : 1);
    long step = a.size() == 3 ? (Long) a.get(2) : 1;
    if (step == 0) {
      throw RenderException.of("range has step 0");
    }
    List<Object> items = new ArrayList<>();
    boolean more = true;
    for (long i = from; more && (step > 0 ? i < to : i > to); i += step) {
      more = step > 0 ? i <= Long.MAX_VALUE - step : i >= Long.MIN_VALUE - step;
      if (items.size() == LONGEST_RANGE) {
        throw RenderException.of("a range has more than %d items", LONGEST_RANGE);
      }
      items.add(i);
    }
    Work.spend(items.size());
    Work.make(6L * items.size());
    return new View("range", items);
  }

  private static Map<Object, Object> dictionary(Arguments arguments) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (Object given : arguments.positional()) {
      Work.list(4L * Values.length(given));
      if (given instanceof Map<?, ?> other) {
        map.putAll(other);
      } else {
        for (Object pair : Values.items(given)) {
          List<Object> both = Values.items(pair);
          if (both.size() != 2) {
            throw RenderException.of("dict wants pairs");
          }
          map.put(Values.newKey(both.get(0)), both.get(1));
        }
      }
    }
    arguments.named().forEach((name, value) -> map.put(Text.of(name), value));
    return map;
  }

  private static Namespace namespace(Arguments arguments) {
    Namespace namespace = new Namespace();
    dictionary(arguments).forEach((name, value) -> namespace.set(name.toString(), value));
    return namespace;
  }

  private static Members cycler(Arguments arguments) {
    List<Object> items = arguments.positional();
    if (items.isEmpty()) {
      throw RenderException.of("cycler wants items");
    }
    int[] at = {0};
    return name ->
        switch (name) {
          case "current" -> items.get(at[0]);
          case "next" ->
              (Callable)
                  a -> {
                    Object item = items.get(at[0]);
                    at[0] = (at[0] + 1) % items.size();
                    return item;
                  };
          case "reset" ->
              (Callable)
                  a -> {
                    at[0] = 0;
                    return null;
                  };
          default -> new Undefined("'%s'".formatted(name));
        };
  }

  private static Callable joiner(Arguments arguments) {
    Object separator = Arguments.or(arguments.bind("joiner", 0, "sep")[0], Text.of(", "));
    boolean[] used = {false};
    return a -> {
      Object result = used[0] ? separator : Text.EMPTY;
      used[0] = true;
      return result;
    };
  }
}
