package dev.medley.lm.jinja;

import dev.medley.lm.jinja.Token.Kind;
import dev.medley.lm.jinja.tree.Call;
import dev.medley.lm.jinja.tree.Expression;
import dev.medley.lm.jinja.tree.ForLoop;
import dev.medley.lm.jinja.tree.Macro;
import dev.medley.lm.jinja.tree.Statement;
import dev.medley.lm.jinja.tree.Statement.Body;
import dev.medley.lm.jinja.tree.Statements;
import dev.medley.lm.jinja.tree.Statements.Target;
import dev.medley.lm.jinja.values.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A template's statements. */
final class Parser {
  private final Tokens tokens;
  private final ExpressionParser expressions;
  private String ended;
  private int loops;

  private Parser(List<Token> words) {
    this.tokens = new Tokens(words);
    this.expressions = new ExpressionParser(tokens);
  }

  /**
   * Parses a template.
   *
   * @param names takes the names that it reads
   * @throws IllegalArgumentException naming what can't be rendered
   */
  static Body parse(String template, Set<String> names) {
    Parser parser = new Parser(Lexer.tokens(template));
    Body body = parser.body(List.of());
    names.addAll(parser.tokens.endNames());
    return body;
  }

  /** Statements up to one of the ends, whose name is {@link #ended} and whose tag is still open. */
  private Body body(List<String> ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      if (token.is(Kind.END)) {
        if (!ends.isEmpty()) {
          throw new IllegalArgumentException(
              "'%s' is missing".formatted(ends.get(ends.size() - 1)));
        }
        break;
      }
      tokens.next();
      if (token.is(Kind.DATA)) {
        statements.add(new Statements.Data(Text.of(token.value())));
      } else if (token.is(Kind.VARIABLE_BEGIN)) {
        statements.add(new Statements.Output(expressions.tuple(true)));
        tokens.expect(Kind.VARIABLE_END);
      } else {
        String name = tokens.expect(Kind.NAME);
        if (ends.contains(name)) {
          ended = name;
          break;
        }
        statements.add(statement(name));
        tokens.expect(Kind.BLOCK_END);
      }
    }
    tokens.leave();
    return new Body(statements);
  }

  /** The body of a tag: behind its end, up to the tag that ends it, whose name is passed. */
  private Body block(String... ends) {
    tokens.expect(Kind.BLOCK_END);
    return body(List.of(ends));
  }

  private Statement statement(String name) {
    return switch (name) {
      case "if" -> condition();
      case "for" -> loop();
      case "set" -> set();
      case "macro" -> new Macro.Definition(macro(tokens.expect(Kind.NAME), "endmacro"));
      case "call" -> call();
      case "filter" -> {
        List<Call.Filter> filters = filters(true);
        yield new Statements.FilterBlock(filters, block("endfilter"));
      }
      case "with" -> with();
      // A mask of the assistant's tokens: the text is the body's.
      case "generation" -> new Statements.With(List.of(), List.of(), outsideLoops("endgeneration"));
      case "break" -> jump(name, Statement.Then.BREAK);
      case "continue" -> jump(name, Statement.Then.CONTINUE);
      default -> throw new IllegalArgumentException("the tag '%s' is unknown".formatted(name));
    };
  }

  private Statement jump(String name, Statement.Then then) {
    if (loops == 0) {
      throw new IllegalArgumentException("'%s' stands outside a loop".formatted(name));
    }
    return new Statements.Jump(then);
  }

  /** The body of what is called: a loop around it is none of its own. */
  private Body outsideLoops(String end) {
    int around = loops;
    loops = 0;
    Body body = block(end);
    loops = around;
    return body;
  }

  private Statement condition() {
    Expression test = expressions.tuple(false);
    Body yes = block("elif", "else", "endif");
    Body no = new Body(List.of());
    if (ended.equals("elif")) {
      tokens.enter();
      no = new Body(List.of(condition()));
      tokens.leave();
    } else if (ended.equals("else")) {
      no = block("endif");
    }
    return new Statements.If(test, yes, no);
  }

  private Statement loop() {
    Target target = target();
    if (!tokens.skipName("in")) {
      throw tokens.unexpected("'in'");
    }
    Expression items = expressions.tuple(false);
    Expression test = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    loops++;
    Body body = block("else", "endfor");
    loops--;
    Body otherwise = ended.equals("else") ? block("endfor") : new Body(List.of());
    return new ForLoop(target, items, test, recursive, body, otherwise);
  }

  private Statement set() {
    Target target = target();
    if (tokens.skip("=")) {
      return new Statements.Set(target, expressions.tuple(true));
    }
    List<Call.Filter> filters = filters(false);
    return new Statements.SetBlock(target, filters, block("endset"));
  }

  private List<Call.Filter> filters(boolean first) {
    List<Call.Filter> filters = new ArrayList<>();
    while ((first && filters.isEmpty()) || tokens.skip("|")) {
      filters.add(new PrimaryParser(tokens, expressions).filter(null));
    }
    return filters;
  }

  private Statement with() {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.current().is(Kind.BLOCK_END)) {
      if (!targets.isEmpty()) {
        tokens.expect(",");
      }
      targets.add(target());
      tokens.expect("=");
      values.add(expressions.expression());
    }
    return new Statements.With(targets, values, block("endwith"));
  }

  private Statement call() {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    if (tokens.current().isOperator("(")) {
      signature(parameters, defaults);
    }
    if (!(expressions.expression() instanceof Call call)) {
      throw new IllegalArgumentException("the tag 'call' wants a call");
    }
    return new Macro.Block(macro("caller", parameters, defaults, "endcall"), call);
  }

  private Macro macro(String name, String end) {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    signature(parameters, defaults);
    return macro(name, parameters, defaults, end);
  }

  private Macro macro(String name, List<String> parameters, List<Expression> defaults, String end) {
    tokens.beginNames();
    Body body = outsideLoops(end);
    return new Macro(name, parameters, defaults, tokens.endNames(), body);
  }

  private void signature(List<String> parameters, List<Expression> defaults) {
    tokens.expect("(");
    while (!tokens.skip(")")) {
      if (!parameters.isEmpty()) {
        tokens.expect(",");
      }
      parameters.add(tokens.expect(Kind.NAME));
      if (tokens.skip("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw new IllegalArgumentException("a parameter without default follows one with it");
      }
    }
  }

  /** Names with commas between them, with brackets around them or not. */
  private Target target() {
    List<Target> targets = new ArrayList<>();
    boolean several = false;
    do {
      if (several && (tokens.current().isName("in") || tokens.current().isOperator("="))) {
        break;
      }
      targets.add(oneTarget());
      several = tokens.current().isOperator(",");
    } while (tokens.skip(","));
    return targets.size() == 1 && !several ? targets.get(0) : new Target.Several(targets);
  }

  private Target oneTarget() {
    if (tokens.skip("(")) {
      Target inner = target();
      tokens.expect(")");
      return inner;
    }
    String name = tokens.expect(Kind.NAME);
    return tokens.skip(".")
        ? new Target.Attribute(name, tokens.expect(Kind.NAME))
        : new Target.Name(name);
  }
}
