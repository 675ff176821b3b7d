package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.values.Text;
import java.util.List;

/** What writes text or changes names. */
@FunctionalInterface
public interface Statement {
  /** Where a rendering goes on. */
  enum Then {
    NEXT,
    BREAK,
    CONTINUE
  }

  Then run(Scope scope, Text.Builder out);

  /** Statements one after another, up to a {@code break} or {@code continue}. */
  public record Body(List<Statement> statements) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      for (Statement statement : statements) {
        scope.spend(1);
        Then then = statement.run(scope, out);
        if (then != Then.NEXT) {
          return then;
        }
      }
      return Then.NEXT;
    }

    /** What it writes, as a text of its own. */
    public Text text(Scope scope) {
      Text.Builder out = new Text.Builder();
      run(scope, out);
      return out.build();
    }
  }
}
