package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.filters.Tests;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Operators;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import java.util.List;

/** Expressions of operators. */
public final class Operations {
  private Operations() {}

  /** {@code not value}. */
  public record Not(Expression value) implements Expression {
    @Override
    public Object value(Scope scope) {
      return !Values.isTrue(value.value(scope));
    }
  }

  /** {@code left and right}, or {@code or}: one of the two. */
  public record Either(boolean and, Expression left, Expression right) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object first = left.value(scope);
      return Values.isTrue(first) == and ? right.value(scope) : first;
    }
  }

  /**
   * {@code yes if test else no}.
   *
   * @param no null where it is left out
   */
  public record Choice(Expression test, Expression yes, Expression no) implements Expression {
    @Override
    public Object value(Scope scope) {
      if (Values.isTrue(test.value(scope))) {
        return yes.value(scope);
      }
      return no == null ? new Undefined("an if without else") : no.value(scope);
    }
  }

  /** {@code first < second <= third}: each with its neighbour. */
  public record Comparison(Expression first, List<String> operators, List<Expression> others)
      implements Expression {
    @Override
    public Object value(Scope scope) {
      Object left = first.value(scope);
      for (int i = 0; i < operators.size(); i++) {
        Object right = others.get(i).value(scope);
        if (!Operators.compare(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  /** {@code left + right} and the like. */
  public record Arithmetic(String operator, Expression left, Expression right)
      implements Expression {
    @Override
    public Object value(Scope scope) {
      scope.spend(1);
      return Operators.arithmetic(operator, left.value(scope), right.value(scope));
    }
  }

  /** {@code -value}, {@code +value}. */
  public record Sign(boolean negative, Expression value) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object number = value.value(scope);
      return negative ? Operators.negated(number) : Operators.positive(number);
    }
  }

  /** {@code a ~ b ~ c}: one text. */
  public record Concatenation(List<Expression> parts) implements Expression {
    @Override
    public Object value(Scope scope) {
      Text.Builder text = new Text.Builder();
      for (Expression part : parts) {
        text.add(Shown.str(part.value(scope)));
      }
      scope.spend(1);
      return text.build();
    }
  }

  /** {@code value is test(arguments)}. */
  public record Test(Expression value, String name, Call.Given given) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object tested = value.value(scope);
      Arguments arguments = given.arguments(scope);
      return Tests.apply(name, tested, arguments);
    }
  }
}
