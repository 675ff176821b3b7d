package dev.medley.lm.corpus;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Wordings with placeholders such as {@code {day}}. */
final class Templates {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z]+}");
  private static final Pattern ALTERNATIVES = Pattern.compile("\\(([^()]*)\\)");
  private static final String VALUE = "[^\\n]{1,40}?";

  private Templates() {}

  /** All that the alternatives of the wordings make, in an order that follows no pattern. */
  static List<String> expand(List<String> wordings) {
    return wordings.stream()
        .flatMap(Templates::expand)
        .distinct()
        .sorted(Comparator.comparingLong(Split::hash))
        .toList();
  }

  private static Stream<String> expand(String wording) {
    Matcher first = ALTERNATIVES.matcher(wording);
    if (!first.find()) {
      return Stream.of(wording);
    }
    String before = wording.substring(0, first.start());
    String after = wording.substring(first.end());
    return Arrays.stream(first.group(1).split("\\|", -1))
        .flatMap(alternative -> expand(before + alternative + after));
  }

  static String fill(String template, Map<String, String> facts) {
    String text = template;
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      text = text.replace("{" + fact.getKey() + "}", fact.getValue());
    }
    return text;
  }

  /** Every text that the parts' wordings can make, in order. */
  static List<String> all(List<List<String>> parts) {
    List<String> texts = List.of("");
    for (List<String> wordings : parts) {
      List<String> longer = new ArrayList<>();
      for (String text : texts) {
        for (String wording : wordings) {
          longer.add(text + wording);
        }
      }
      texts = longer;
    }
    return texts;
  }

  /** What matches the texts that the parts' wordings can make, with any values, and no others. */
  static Pattern pattern(List<List<String>> parts) {
    return Pattern.compile(parts.stream().map(Templates::alternatives).collect(joining()));
  }

  private static String alternatives(List<String> wordings) {
    return wordings.stream().map(Templates::regex).collect(joining("|", "(?:", ")"));
  }

  private static String regex(String wording) {
    return Arrays.stream(PLACEHOLDER.split(wording, -1))
        .map(Pattern::quote)
        .collect(joining(VALUE));
  }

  static <T> T pick(RandomGenerator random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
