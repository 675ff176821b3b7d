package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Callable;
import dev.medley.lm.jinja.values.Members;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code for target in items if test recursive}.
 *
 * @param test null where there is none
 */
public record ForLoop(
    Statements.Target target,
    Expression items,
    Expression test,
    boolean recursive,
    Statement.Body body,
    Statement.Body otherwise)
    implements Statement {

  @Override
  public Then run(Scope scope, Text.Builder out) {
    return each(items.value(scope), 1, scope, out);
  }

  private Then each(Object value, long depth, Scope scope, Text.Builder out) {
    List<Object> chosen = chosen(Values.items(value), scope);
    scope.spend(chosen.size());
    State state = new State(chosen, depth, scope);
    for (; state.index < chosen.size(); state.index++) {
      Scope inner = scope.inner();
      inner.set("loop", state);
      target.assign(chosen.get(state.index), inner, inner);
      if (body.run(inner, out) == Then.BREAK) {
        break;
      }
    }
    return chosen.isEmpty() ? otherwise.run(scope.inner(), out) : Then.NEXT;
  }

  private List<Object> chosen(List<Object> all, Scope scope) {
    if (test == null) {
      return all;
    }
    List<Object> chosen = new ArrayList<>();
    for (Object item : all) {
      Scope inner = scope.inner();
      target.assign(item, inner, inner);
      if (Values.isTrue(test.value(inner))) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  /** The name {@code loop} within it; called, it is the loop over other items. */
  private final class State implements Members, Callable {
    private final List<Object> items;
    private final long depth;
    private final Scope scope;
    private int index;
    private Object last = Arguments.MISSING;

    State(List<Object> items, long depth, Scope scope) {
      this.items = items;
      this.depth = depth;
      this.scope = scope;
    }

    @Override
    public Object call(Arguments arguments) {
      if (!recursive) {
        throw RenderException.of("only a loop marked 'recursive' can be called");
      }
      Object inner = arguments.bind("loop", 1, "iterable")[0];
      Text.Builder out = new Text.Builder();
      scope.enter();
      each(inner, depth + 1, scope, out);
      scope.leave();
      return out.build();
    }

    @Override
    public Object member(String name) {
      return switch (name) {
        case "index" -> index + 1L;
        case "index0" -> (long) index;
        case "revindex" -> (long) items.size() - index;
        case "revindex0" -> items.size() - index - 1L;
        case "first" -> index == 0;
        case "last" -> index == items.size() - 1;
        case "length" -> (long) items.size();
        case "depth" -> depth;
        case "depth0" -> depth - 1;
        case "previtem" ->
            index > 0 ? items.get(index - 1) : new Undefined("the item before the first");
        case "nextitem" ->
            index + 1 < items.size()
                ? items.get(index + 1)
                : new Undefined("the item after the last");
        case "cycle" -> (Callable) this::cycle;
        case "changed" -> (Callable) this::changed;
        default -> new Undefined("'loop.%s'".formatted(name));
      };
    }

    private Object cycle(Arguments arguments) {
      List<Object> all = arguments.positional();
      if (all.isEmpty()) {
        throw RenderException.of("loop.cycle wants items");
      }
      return all.get(index % all.size());
    }

    private Object changed(Arguments arguments) {
      boolean same = last instanceof List<?> && Values.equal(last, arguments.positional());
      last = arguments.positional();
      return !same;
    }
  }
}
