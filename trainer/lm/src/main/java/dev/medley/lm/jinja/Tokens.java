package dev.medley.lm.jinja;

import dev.medley.lm.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A template's words as a parser goes through them, and the names that it has met. */
final class Tokens {
  private static final int DEEPEST = 200;

  private final List<Token> tokens;
  private final Deque<Set<String>> names = new ArrayDeque<>(List.of(new HashSet<>()));
  private int at;
  private int depth;

  Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  Token look() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean skipName(String name) {
    boolean is = current().isName(name);
    at += is ? 1 : 0;
    return is;
  }

  boolean skip(String operator) {
    boolean is = current().isOperator(operator);
    at += is ? 1 : 0;
    return is;
  }

  void expect(String operator) {
    if (!skip(operator)) {
      throw unexpected("'%s'".formatted(operator));
    }
  }

  String expect(Kind kind) {
    if (!current().is(kind)) {
      throw unexpected(kind.toString().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    return next().value();
  }

  IllegalArgumentException unexpected(String wanted) {
    Token found = current();
    return new IllegalArgumentException(
        "Error parsing: %s is expected, not %s"
            .formatted(
                wanted,
                found.value().isEmpty() || found.is(Kind.DATA)
                    ? "the end of a tag"
                    : "'" + found.value() + "'"));
  }

  /** What is nested deeper would not fit the stack. */
  void enter() {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("it is nested deeper than %d".formatted(DEEPEST));
    }
  }

  void leave() {
    depth--;
  }

  /** Notes a name that is read. */
  void read(String name) {
    names.peek().add(name);
  }

  /** From here to {@link #endNames} names are noted apart. */
  void beginNames() {
    names.push(new HashSet<>());
  }

  Set<String> endNames() {
    Set<String> inner = names.pop();
    if (!names.isEmpty()) {
      names.peek().addAll(inner);
    }
    return inner;
  }
}
