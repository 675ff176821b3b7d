package dev.medley.lm.jinja;

import dev.medley.lm.jinja.Token.Kind;
import dev.medley.lm.jinja.filters.Tests;
import dev.medley.lm.jinja.tree.Call;
import dev.medley.lm.jinja.tree.Expression;
import dev.medley.lm.jinja.tree.Literals;
import dev.medley.lm.jinja.tree.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Expressions, with Jinja's precedence: {@code if}, or, and, not, comparisons, +, ~, *, **, signs.
 */
final class ExpressionParser {
  private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");
  private static final List<String> PRODUCTS = List.of("*", "/", "//", "%");

  private final Tokens tokens;
  private final PrimaryParser primary;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
    this.primary = new PrimaryParser(tokens, this);
  }

  Expression expression() {
    tokens.enter();
    Expression value = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Operations.Choice(test, value, otherwise);
    }
    tokens.leave();
    return value;
  }

  /** One expression, or several with commas, which are a tuple. */
  Expression tuple(boolean conditional) {
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (!endsTuple()) {
      items.add(conditional ? expression() : or());
      if (!tokens.skip(",")) {
        break;
      }
      isTuple = true;
    }
    if (items.isEmpty()) {
      throw tokens.unexpected("an expression");
    }
    return isTuple ? new Literals.TupleLiteral(items) : items.get(0);
  }

  boolean endsTuple() {
    Token token = tokens.current();
    return token.is(Kind.VARIABLE_END)
        || token.is(Kind.BLOCK_END)
        || token.isOperator(")")
        || token.isName("recursive");
  }

  private Expression or() {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Operations.Either(false, left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Operations.Either(true, left, not());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    Expression value = new Operations.Not(not());
    tokens.leave();
    return value;
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    for (String operator = comparator(); operator != null; operator = comparator()) {
      operators.add(operator);
      others.add(sum());
    }
    return operators.isEmpty() ? first : new Operations.Comparison(first, operators, others);
  }

  private String comparator() {
    Token token = tokens.current();
    if (token.is(Kind.OPERATOR) && COMPARISONS.contains(token.value())) {
      return tokens.next().value();
    } else if (tokens.skipName("in")) {
      return "in";
    } else if (token.isName("not") && tokens.look().isName("in")) {
      tokens.next();
      tokens.next();
      return "notin";
    }
    return null;
  }

  private Expression sum() {
    Expression left = concatenation();
    while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
      left = new Operations.Arithmetic(tokens.next().value(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    List<Expression> parts = new ArrayList<>(List.of(product()));
    while (tokens.skip("~")) {
      parts.add(product());
    }
    return parts.size() == 1 ? parts.get(0) : new Operations.Concatenation(parts);
  }

  private Expression product() {
    Expression left = power();
    while (tokens.current().is(Kind.OPERATOR) && PRODUCTS.contains(tokens.current().value())) {
      left = new Operations.Arithmetic(tokens.next().value(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (tokens.skip("**")) {
      left = new Operations.Arithmetic("**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean filtered) {
    tokens.enter();
    Expression value =
        tokens.current().isOperator("-") || tokens.current().isOperator("+")
            ? new Operations.Sign(tokens.next().value().equals("-"), unary(false))
            : primary.primary();
    value = primary.postfix(value);
    value = filtered ? filters(value) : value;
    tokens.leave();
    return value;
  }

  private Expression filters(Expression value) {
    Expression filtered = value;
    while (true) {
      if (tokens.skip("|")) {
        filtered = primary.filter(filtered);
      } else if (tokens.skipName("is")) {
        filtered = test(filtered);
      } else if (tokens.current().isOperator("(")) {
        filtered = new Call(filtered, primary.given());
      } else {
        return filtered;
      }
    }
  }

  private Expression test(Expression value) {
    boolean negated = tokens.skipName("not");
    String name = tokens.expect(Kind.NAME);
    if (!Tests.isKnown(name)) {
      throw new IllegalArgumentException("test 'is %s' is unknown".formatted(name));
    }
    Call.Given given = Call.Given.NONE;
    if (tokens.current().isOperator("(")) {
      given = primary.given();
    } else if (beginsArgument(tokens.current())) {
      Expression argument = primary.postfix(primary.primary());
      given = new Call.Given(List.of(argument), Map.of(), null, null);
    }
    Expression test = new Operations.Test(value, name, given);
    return negated ? new Operations.Not(test) : test;
  }

  private boolean beginsArgument(Token token) {
    if (token.isName("is")) {
      throw new IllegalArgumentException("tests can't be chained with is");
    }
    boolean keyword = token.isName("else") || token.isName("or") || token.isName("and");
    return !keyword
        && (token.is(Kind.NAME)
            || token.is(Kind.STRING)
            || token.is(Kind.INTEGER)
            || token.is(Kind.FLOAT)
            || token.isOperator("[")
            || token.isOperator("{"));
  }
}
