package dev.medley.schemas.edits;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The distance against plain dynamic programming, commons-text and rapidfuzz (C++), in turns. */
final class EditDistanceBench {
  private static final int[] SIZES = {64, 512, 4096};

  private final Rapidfuzz rapidfuzz;
  private final Map<String, Double> least = new LinkedHashMap<>();

  private EditDistanceBench(Rapidfuzz rapidfuzz) {
    this.rapidfuzz = rapidfuzz;
  }

  /** Arguments: the command of the rapidfuzz process. */
  public static void main(String[] args) throws IOException {
    try (Rapidfuzz rapidfuzz = new Rapidfuzz(List.of(args))) {
      System.out.printf(
          """
          Microseconds a call, medians of %d turns; × is how many times faster Medley is, the median of the turns' ratios.
          All sides are prepared before the clock starts. edited: one word in five is. Given
            numbers: Medley and plain int[]; commons-text a String, a char a word; rapidfuzz, called from Python, the
                     fastest of a list of int, an array of uint64 and a str
            words:   Medley String[], which it hashes to numbers in every call; rapidfuzz a list of interned str, which
                     it hashes in every call
          %s
          """,
          Turns.ROUNDS,
          rapidfuzz.isThere()
              ? "rapidfuzz " + rapidfuzz.version()
              : "SKIPPED: rapidfuzz is not there (pip install rapidfuzz, PYTHON=…), so nothing is compared with it");
      System.out.printf(
          "%5s %-9s %-7s %9s %10s %12s %9s %8s %9s %11s%n",
          "words",
          "sides",
          "given",
          "medley",
          "plain",
          "commons-text",
          "rapidfuzz",
          "× plain",
          "× commons",
          "× rapidfuzz");
      EditDistanceBench bench = new EditDistanceBench(rapidfuzz);
      for (int size : SIZES) {
        for (Samples.Sides sides : Samples.Sides.values()) {
          List<Pair> pairs = Samples.pairs(size, sides);
          bench.compareOnNumbers(size, sides, pairs);
          bench.compareOnWords(size, sides, pairs);
        }
      }
      System.out.println("JSON: the least of a size's rows");
      System.out.printf(
          "{\"vsRapidfuzz512\": %s, \"vsRapidfuzz4096\": %s, \"vsPlain512\": %s}%n",
          bench.least("rapidfuzz", 512), bench.least("rapidfuzz", 4096), bench.least("plain", 512));
    }
  }

  private void compareOnNumbers(int size, Samples.Sides sides, List<Pair> pairs)
      throws IOException {
    EditDistance distance = new EditDistance();
    LevenshteinDistance commons = LevenshteinDistance.getDefaultInstance();
    List<String[]> texts =
        pairs.stream().map(p -> new String[] {Samples.text(p.from), Samples.text(p.to)}).toList();
    Turns turns = new Turns();
    turns.add("medley", pairs, pair -> distance.of(pair.from, pair.to));
    addRapidfuzz(
        turns,
        pairs,
        pairs.stream()
            .map(p -> Arrays.asList(Arrays.toString(p.from), Arrays.toString(p.to)).toString())
            .collect(Collectors.joining(",", "[", "]")));
    turns.add("plain", pairs, Pair::plainDistance);
    turns.add("commons-text", texts, pair -> commons.apply(pair[0], pair[1]));
    report(size, sides, "numbers", turns);
  }

  private void compareOnWords(int size, Samples.Sides sides, List<Pair> pairs) throws IOException {
    List<String[][]> words =
        pairs.stream()
            .map(p -> new String[][] {Samples.words(p.from), Samples.words(p.to)})
            .toList();
    Interner interner = new Interner();
    EditDistance distance = new EditDistance();
    int[] from = new int[2 * size];
    int[] to = new int[2 * size];
    Turns turns = new Turns();
    turns.add(
        "medley",
        words,
        pair -> {
          number(pair[0], interner, from);
          number(pair[1], interner, to);
          interner.clear();
          return distance.of(from, pair[0].length, to, pair[1].length, Integer.MAX_VALUE - 1);
        });
    addRapidfuzz(
        turns,
        pairs,
        words.stream()
            .map(
                pair ->
                    Arrays.stream(pair)
                        .map(side -> "[\"" + String.join("\",\"", side) + "\"]")
                        .toList()
                        .toString())
            .collect(Collectors.joining(",", "[", "]")));
    report(size, sides, "words", turns);
  }

  private void addRapidfuzz(Turns turns, List<Pair> pairs, String json) throws IOException {
    if (rapidfuzz.isThere()) {
      int theirs = rapidfuzz.take(json);
      int right = pairs.stream().mapToInt(Pair::plainDistance).sum();
      if (theirs != right) {
        throw new AssertionError("rapidfuzz says %d, not %d".formatted(theirs, right));
      }
      turns.add("rapidfuzz", () -> rapidfuzz.time(Turns.SECONDS));
    }
  }

  private void report(int size, Samples.Sides sides, String given, Turns turns) throws IOException {
    turns.take();
    for (String peer : List.of("rapidfuzz", "plain")) {
      least.merge(peer + size, turns.ratio("medley", peer), EditDistanceBench::lesser);
    }
    String row =
        "%5d %-9s %-7s %9.2f %10.2f %12.2f %9.2f %8.1f %9.1f %11.2f"
            .formatted(
                size,
                sides.name().toLowerCase(Locale.ROOT),
                given,
                turns.micros("medley"),
                turns.micros("plain"),
                turns.micros("commons-text"),
                turns.micros("rapidfuzz"),
                turns.ratio("medley", "plain"),
                turns.ratio("medley", "commons-text"),
                turns.ratio("medley", "rapidfuzz"));
    System.out.println(row.replace("NaN", "  -"));
  }

  /** The lesser of those that are numbers. */
  private static double lesser(double one, double other) {
    return one <= other || Double.isNaN(other) ? one : other;
  }

  private String least(String peer, int size) {
    double ratio = least.get(peer + size);
    return Double.isNaN(ratio) ? "null" : "%.2f".formatted(ratio);
  }

  private static void number(String[] words, Interner interner, int[] numbers) {
    for (int i = 0; i < words.length; i++) {
      numbers[i] = interner.id(words[i], 0, words[i].length());
    }
  }
}
