package dev.medley.schemas.edits;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Penn Treebank words as NLTK's NLTKWordTokenizer gives them, rule by rule and in its order: for
 * comparison with the figures of Misra et al. 2025. English only; {@link Words} is for everybody.
 */
public final class Treebank implements Tokenizer {
  private record Rule(Pattern pattern, String replacement) {
    String apply(String text) {
      return pattern.matcher(text).replaceAll(replacement);
    }
  }

  private static final String OPENS = "([«“‘„]|`+)";
  private static final String CLOSERS = "[\\])}>\"' »”’]*+";

  private static final List<Rule> RULES = rules();

  private static final Pattern SPACE = pattern("[\\s\\x1c-\\x1f]+");

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    // opening quotes
    rules.add(rule(OPENS, " $1 "));
    rules.add(rule("^\"", "``"));
    rules.add(rule("``", " `` "));
    rules.add(rule("([ (\\[{<])(?:\"|'')", "$1 `` "));
    rules.add(rule("(?i)(?<!\\w)'(?!(?:re|ve|ll|m|t|s|d|n)\\b)(?=\\w)", "' "));
    // punctuation
    rules.add(rule("([^.])\\.(" + CLOSERS + ")\\s*$", "$1 . $2 "));
    rules.add(rule("([:,])(\\D)", " $1 $2"));
    rules.add(rule("([:,])$", " $1 "));
    rules.add(rule("\\.{2,}", " $0 "));
    rules.add(rule("[;@#$%&]", " $0 "));
    rules.add(rule("[\\u2012-\\u2015]", " $0 "));
    rules.add(rule("([^.])\\.([\\])}>\"']*)\\s*$", "$1 .$2 "));
    rules.add(rule("[?!]", " $0 "));
    rules.add(rule("([^'])' ", "$1 ' "));
    rules.add(rule("\\*", " * "));
    rules.add(rule("[\\]\\[(){}<>]", " $0 "));
    rules.add(rule("--", " -- "));
    rules.add(rule("(?s)^(.*)\\z", " $1 "));
    // closing quotes and clitics
    rules.add(rule("[»”’]", " $0 "));
    rules.add(rule("''", " '' "));
    rules.add(rule("\"", " '' "));
    rules.add(rule("\\s+", " "));
    rules.add(rule("([^' ])('[sS]|'[mM]|'[dD]|') ", "$1 $2 "));
    rules.add(rule("([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "$1 $2 "));
    // contractions without an apostrophe
    for (String halves :
        List.of("can|not", "d|'ye", "gim|me", "gon|na", "got|ta", "lem|me", "more|'n")) {
      String[] half = halves.split("\\|", 2);
      rules.add(rule("(?i)\\b(%s)(%s)\\b".formatted(half[0], half[1]), " $1 $2 "));
    }
    rules.add(rule("(?i)\\b(wan)(na)(?=\\s)", " $1 $2 "));
    rules.add(rule("(?i) ('t)(is)\\b", " $1 $2 "));
    rules.add(rule("(?i) ('t)(was)\\b", " $1 $2 "));
    return List.copyOf(rules);
  }

  private static Rule rule(String regex, String replacement) {
    return new Rule(pattern(regex), replacement);
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(
        regex, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE | Pattern.UNIX_LINES);
  }

  @Override
  public void split(String text, Sink sink) {
    String split = text;
    for (Rule rule : RULES) {
      split = rule.apply(split);
    }
    for (String token : SPACE.split(split, -1)) {
      if (!token.isEmpty()) {
        sink.token(token, 0, token.length());
      }
    }
  }
}
