package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Callable;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.Tuple;
import dev.medley.lm.jinja.values.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code macro name(parameters)}.
 *
 * @param defaults of the last parameters
 * @param uses the names that its body reads: of these {@code varargs}, {@code kwargs} and {@code
 *     caller} say what it takes beside its parameters
 */
public record Macro(
    String name,
    List<String> parameters,
    List<Expression> defaults,
    Set<String> uses,
    Statement.Body body) {

  /** The macro where its names hold that are not its own. */
  Callable in(Scope defined) {
    return arguments -> call(arguments, defined);
  }

  private Text call(Arguments arguments, Scope defined) {
    Scope scope = defined.inner();
    Map<String, Object> rest = new LinkedHashMap<>();
    arguments.named().forEach((key, value) -> rest.put(key, value));
    List<Object> positional = arguments.positional();
    boolean[] given = new boolean[parameters.size()];
    for (int i = 0; i < given.length; i++) {
      given[i] = i < positional.size() || rest.containsKey(parameters.get(i));
      Object value = i < positional.size() ? positional.get(i) : rest.remove(parameters.get(i));
      scope.set(
          parameters.get(i),
          given[i] ? value : new Undefined("parameter '%s'".formatted(parameters.get(i))));
    }
    if (uses.contains("caller") && !parameters.contains("caller")) {
      Object caller = rest.remove("caller");
      scope.set("caller", caller == null ? new Undefined("the macro's caller") : caller);
    }
    if (uses.contains("kwargs")) {
      Map<Object, Object> named = new LinkedHashMap<>();
      rest.forEach((key, value) -> named.put(Text.of(key), value));
      scope.set("kwargs", named);
    } else if (!rest.isEmpty()) {
      throw RenderException.of(
          "macro %s takes no argument '%s'", name, rest.keySet().iterator().next());
    }
    int more = Math.min(parameters.size(), positional.size());
    if (uses.contains("varargs")) {
      scope.set("varargs", Tuple.of(positional.subList(more, positional.size())));
    } else if (more < positional.size()) {
      throw RenderException.of("macro %s takes not more than %d arguments", name, more);
    }
    int first = parameters.size() - defaults.size();
    for (int i = first; i < given.length; i++) {
      if (!given[i]) {
        scope.set(parameters.get(i), defaults.get(i - first).value(scope));
      }
    }
    scope.enter();
    Text text = body.text(scope);
    scope.leave();
    return text;
  }

  /** The tag that defines it. */
  public record Definition(Macro macro) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      scope.set(macro.name(), macro.in(scope));
      return Then.NEXT;
    }
  }

  /** {@code call(parameters) callee(arguments)}: the body is what the callee's caller() writes. */
  public record Block(Macro body, Call call) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      Object callee = call.callee().value(scope);
      Arguments given = call.given().arguments(scope);
      Map<String, Object> named = new LinkedHashMap<>(given.named());
      named.put("caller", body.in(scope));
      Object written =
          Call.call(callee, new Arguments(new ArrayList<>(given.positional()), named), scope);
      out.add(dev.medley.lm.jinja.values.Shown.str(written));
      return Then.NEXT;
    }
  }
}
