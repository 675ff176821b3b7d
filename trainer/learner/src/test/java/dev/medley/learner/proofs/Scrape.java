package dev.medley.learner.proofs;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a trainer's endpoint said once, in Prometheus' text format. */
public record Scrape(String text) {
  private static final Pattern TASK = Pattern.compile("\\btask=\"([^\"]*)\"");
  private static final Pattern MEMBER = Pattern.compile("\\bmember=\"([^\"]*)\"");

  /** The sum of a metric's samples whose line has all the labels, such as member="sft". */
  public double sum(String name, String... labels) {
    return samples(name)
        .filter(found -> Arrays.stream(labels).allMatch(found.group()::contains))
        .mapToDouble(Scrape::value)
        .sum();
  }

  /** A metric's sums by task/member. */
  public Map<String, Double> byMember(String name) {
    Map<String, Double> values = new TreeMap<>();
    samples(name)
        .forEach(
            found ->
                values.merge(
                    first(TASK, found.group()) + "/" + first(MEMBER, found.group()),
                    value(found),
                    Double::sum));
    return values;
  }

  private Stream<MatchResult> samples(String name) {
    return Pattern.compile("(?m)^" + name + "(\\{.*})? (\\S+)$").matcher(text).results();
  }

  private static double value(MatchResult sample) {
    return sample.group(2).equals("+Inf")
        ? Double.POSITIVE_INFINITY
        : Double.parseDouble(sample.group(2));
  }

  private static String first(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? matcher.group(1) : "";
  }
}
