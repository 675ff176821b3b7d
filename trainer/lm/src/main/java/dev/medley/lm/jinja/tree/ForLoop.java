package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Callable;
import dev.medley.lm.jinja.values.Members;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;

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

  /** What stands in else runs unless a body came to its end, as Jinja2 has it. */
  private Then each(Object value, long depth, Scope scope, Text.Builder out) {
    State state = new State(chosen(Values.iterator(value), scope), depth, scope);
    boolean ended = false;
    Then then = Then.NEXT;
    while (then != Then.BREAK && state.next()) {
      scope.spend(1);
      Scope inner = scope.inner();
      inner.set("loop", state);
      target.assign(state.item, inner, inner);
      then = body.run(inner, out);
      ended |= then == Then.NEXT;
    }
    return ended ? Then.NEXT : otherwise.run(scope.inner(), out);
  }

  /** An item is tested when it is wanted: a body may change what the next one's test sees. */
  private Iterator<Object> chosen(Iterator<Object> all, Scope scope) {
    if (test == null) {
      return all;
    }
    Iterable<Object> once = () -> all;
    return StreamSupport.stream(once.spliterator(), false)
        .filter(
            item -> {
              Scope inner = scope.inner();
              target.assign(item, inner, inner);
              return Values.isTrue(test.value(inner));
            })
        .iterator();
  }

  /** The name {@code loop} within it; called, it is the loop over other items. */
  private final class State implements Members, Callable {
    private final Iterator<Object> items;
    private final List<Object> seen = new ArrayList<>();
    private int taken;
    private final long depth;
    private final Scope scope;
    private long index;
    private Object item = new Undefined("the item before the first");
    private Object before = item;
    private Object last = Arguments.MISSING;

    State(Iterator<Object> items, long depth, Scope scope) {
      this.items = items;
      this.depth = depth;
      this.scope = scope;
    }

    /** Goes on to the next item. */
    boolean next() {
      boolean more = hasNext();
      if (more) {
        before = item;
        item = taken < seen.size() ? seen.get(taken++) : items.next();
        index++;
      }
      return more;
    }

    private boolean hasNext() {
      return taken < seen.size() || items.hasNext();
    }

    private void look() {
      Work.list(1);
      seen.add(items.next());
    }

    private Object following() {
      if (!hasNext()) {
        return new Undefined("the item after the last");
      } else if (taken == seen.size()) {
        look();
      }
      return seen.get(taken);
    }

    private long length() {
      while (items.hasNext()) {
        look();
      }
      return index + seen.size() - taken;
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
        case "index" -> index;
        case "index0" -> index - 1;
        case "revindex" -> length() - index + 1;
        case "revindex0" -> length() - index;
        case "first" -> index == 1;
        case "last" -> !hasNext();
        case "length" -> length();
        case "depth" -> depth;
        case "depth0" -> depth - 1;
        case "previtem" -> before;
        case "nextitem" -> following();
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
      return all.get((int) ((index - 1) % all.size()));
    }

    private Object changed(Arguments arguments) {
      boolean same = last instanceof List<?> && Values.equal(last, arguments.positional());
      last = arguments.positional();
      return !same;
    }
  }
}
