package dev.medley.lm.jinja;

import dev.medley.lm.jinja.Token.Kind;
import dev.medley.lm.jinja.filters.Filters;
import dev.medley.lm.jinja.tree.Call;
import dev.medley.lm.jinja.tree.Expression;
import dev.medley.lm.jinja.tree.Literals;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.TextMethods;
import dev.medley.lm.jinja.values.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names, constants and literals, and what stands directly behind them. */
final class PrimaryParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;

  PrimaryParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> name(token.value());
      case STRING -> strings(token.value());
      case INTEGER -> new Expression.Constant(Long.valueOf(token.value()));
      case FLOAT -> new Expression.Constant(Double.valueOf(token.value()));
      case OPERATOR -> bracket(token.value());
      default -> throw new IllegalArgumentException("Error parsing: an expression ends too early");
    };
  }

  /** Strings beside each other are one. */
  private Expression strings(String first) {
    StringBuilder text = new StringBuilder(first);
    while (tokens.current().is(Kind.STRING)) {
      text.append(tokens.next().value());
    }
    return new Expression.Constant(Text.of(text.toString()));
  }

  private Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Constant(true);
      case "false", "False" -> new Expression.Constant(false);
      case "none", "None" -> new Expression.Constant(null);
      default -> {
        tokens.read(name);
        yield new Expression.Name(name);
      }
    };
  }

  private Expression bracket(String open) {
    return switch (open) {
      case "(" -> {
        Expression inner =
            tokens.current().isOperator(")")
                ? new Expression.Constant(Tuple.of(List.of()))
                : expressions.tuple(true);
        tokens.expect(")");
        yield inner;
      }
      case "[" -> new Literals.ListLiteral(upTo("]"));
      case "{" -> map();
      default ->
          throw new IllegalArgumentException("Error parsing: unexpected '%s'".formatted(open));
    };
  }

  private List<Expression> upTo(String close) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.skip(close)) {
      if (!items.isEmpty()) {
        tokens.expect(",");
        if (tokens.skip(close)) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    return items;
  }

  private Expression map() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.skip("}")) {
      if (!keys.isEmpty()) {
        tokens.expect(",");
        if (tokens.skip("}")) {
          break;
        }
      }
      keys.add(expressions.expression());
      tokens.expect(":");
      values.add(expressions.expression());
    }
    return new Literals.MapLiteral(keys, values);
  }

  /** Attributes, items, slices and calls behind a value. */
  Expression postfix(Expression value) {
    Expression result = value;
    while (true) {
      if (tokens.skip(".")) {
        result = attribute(result);
      } else if (tokens.skip("[")) {
        result = subscript(result);
      } else if (tokens.current().isOperator("(")) {
        result = new Call(result, given());
      } else {
        return result;
      }
    }
  }

  private Expression attribute(Expression value) {
    if (tokens.current().is(Kind.INTEGER)) {
      long index = Long.parseLong(tokens.next().value());
      return new Literals.Item(value, new Expression.Constant(index));
    }
    String name = tokens.expect(Kind.NAME);
    if (TextMethods.UNKNOWN.contains(name) && tokens.current().isOperator("(")) {
      throw new IllegalArgumentException("the string method %s is unknown".formatted(name));
    }
    return new Literals.Attribute(value, name);
  }

  private Expression subscript(Expression value) {
    List<Expression> places = new ArrayList<>();
    boolean slice = false;
    Expression place = null;
    while (!tokens.skip("]")) {
      if (tokens.skip(":")) {
        slice = true;
        places.add(place);
        place = null;
      } else if (place != null) {
        throw tokens.unexpected("']'");
      } else {
        place = expressions.expression();
      }
    }
    places.add(place);
    if ((!slice && place == null) || places.size() > 3) {
      throw tokens.unexpected("an index");
    }
    return slice
        ? new Literals.Slice(
            value, places.get(0), places.get(1), places.size() > 2 ? places.get(2) : null)
        : new Literals.Item(value, place);
  }

  /** A filter behind its bar. */
  Call.Filter filter(Expression value) {
    StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME));
    while (tokens.skip(".")) {
      name.append('.').append(tokens.expect(Kind.NAME));
    }
    if (!Filters.isKnown(name.toString())) {
      throw new IllegalArgumentException("filter %s is unknown".formatted(name));
    }
    Call.Given given = tokens.current().isOperator("(") ? given() : Call.Given.NONE;
    return new Call.Filter(value, name.toString(), given);
  }

  /** A call's arguments in their brackets. */
  Call.Given given() {
    tokens.expect("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression list = null;
    Expression map = null;
    boolean first = true;
    while (!tokens.skip(")")) {
      if (!first) {
        tokens.expect(",");
        if (tokens.skip(")")) {
          break;
        }
      }
      first = false;
      if (list == null && map == null && tokens.skip("*")) {
        list = expressions.expression();
      } else if (map == null && tokens.skip("**")) {
        map = expressions.expression();
      } else if (map == null && tokens.current().is(Kind.NAME) && tokens.look().isOperator("=")) {
        String name = tokens.next().value();
        tokens.expect("=");
        named.put(name, expressions.expression());
      } else if (named.isEmpty() && list == null && map == null) {
        positional.add(expressions.expression());
      } else {
        throw tokens.unexpected("an argument by name");
      }
    }
    return new Call.Given(positional, named, list, map);
  }
}
