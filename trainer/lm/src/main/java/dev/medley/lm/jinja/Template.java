package dev.medley.lm.jinja;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.tree.Scope;
import dev.medley.lm.jinja.tree.Statement;
import dev.medley.lm.jinja.values.Text;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A chat template in Jinja, which renders as Jinja2 does in transformers' sandbox. It can neither
 * read nor reach anything but the values that it is given, and ends. Immutable.
 */
public final class Template {
  private final Statement.Body body;
  private final Set<String> names;

  private Template(Statement.Body body, Set<String> names) {
    this.body = body;
    this.names = names;
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException naming a construct that can't be rendered
   */
  public static Template parse(String source) {
    Set<String> names = new HashSet<>();
    try {
      return new Template(Parser.parse(source, names), Set.copyOf(names));
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("it is nested too deeply", e);
    }
  }

  /** Whether it reads a name. */
  public boolean reads(String name) {
    return names.contains(name);
  }

  /**
   * Renders it.
   *
   * @param names values as {@link dev.medley.lm.jinja.values.Values} says
   * @throws RenderException where it refuses these values, or can't be rendered with them
   */
  public Text render(Map<String, Object> names) {
    try {
      return Work.counted(() -> body.text(Scope.root(names)));
    } catch (StackOverflowError e) {
      throw RenderException.of("the template or its values are nested too deeply");
    } catch (RenderException e) {
      throw e;
    } catch (RuntimeException e) {
      // Its message may quote what a user wrote.
      throw RenderException.of("a value can't be computed (%s)", e.getClass().getSimpleName());
    }
  }
}
