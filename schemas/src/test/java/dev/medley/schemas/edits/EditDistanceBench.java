package dev.medley.schemas.edits;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The distance against plain dynamic programming, commons-text and, in its own process, rapidfuzz
 * (C++), in turns; all are given token numbers. Prints a table and one line of JSON.
 */
final class EditDistanceBench {
  private static final int[] SIZES = {64, 512, 4096};
  private static final int PAIRS = 8;
  private static final int ROUNDS = 7;
  private static final double SECONDS = 0.15;

  /** How both sides of a pair are related. */
  private enum Kind {
    EDITED,
    UNRELATED
  }

  private interface Contender {
    /** Nanoseconds a call. */
    double measure() throws IOException;
  }

  private EditDistanceBench() {}

  /** Arguments: the command of the rapidfuzz process. */
  public static void main(String[] args) throws Exception {
    Process peer = new ProcessBuilder(args).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader answers = peer.inputReader(UTF_8);
        Writer requests = peer.outputWriter(UTF_8)) {
      String version = answers.readLine();
      boolean there = version != null && !version.equals("none");
      System.out.println(
          there
              ? "rapidfuzz " + version + "; microseconds a call, medians of " + ROUNDS + " turns"
              : "SKIPPED: rapidfuzz is not there (pip install rapidfuzz), so nothing is compared with it");
      System.out.printf(
          "%5s %-10s %10s %10s %12s %10s %8s %8s%n",
          "words", "sides", "medley", "plain", "commons-text", "rapidfuzz", "× plain", "× rapid");
      Map<String, Double> least = new LinkedHashMap<>();
      for (int size : SIZES) {
        for (Kind kind : Kind.values()) {
          compare(size, kind, there, answers, requests, least);
        }
      }
      System.out.printf(
          "{\"vsRapidfuzz512\": %s, \"vsRapidfuzz4096\": %s, \"vsPlain512\": %s}%n",
          json(least.get("rapidfuzz512")),
          json(least.get("rapidfuzz4096")),
          json(least.get("plain512")));
    } finally {
      peer.destroy();
    }
  }

  private static void compare(
      int size,
      Kind kind,
      boolean there,
      BufferedReader answers,
      Writer requests,
      Map<String, Double> least)
      throws IOException {
    List<int[][]> pairs = pairs(size, kind);
    Map<String, Contender> contenders = new LinkedHashMap<>();
    EditDistance distance = new EditDistance();
    contenders.put("medley", timed(pairs, pair -> distance.of(pair[0], pair[1])));
    contenders.put("plain", timed(pairs, pair -> new Pair(pair[0], pair[1]).plainDistance()));
    LevenshteinDistance commons = LevenshteinDistance.getDefaultInstance();
    IdentityHashMap<int[], String> texts = new IdentityHashMap<>();
    pairs.forEach(pair -> Arrays.stream(pair).forEach(side -> texts.put(side, text(side))));
    contenders.put(
        "commons-text",
        timed(pairs, pair -> commons.apply(texts.get(pair[0]), texts.get(pair[1]))));
    if (there) {
      requests.write("pairs " + Arrays.deepToString(pairs.toArray()) + "\n");
      requests.flush();
      int theirs = Integer.parseInt(answers.readLine());
      int ours = pairs.stream().mapToInt(pair -> distance.of(pair[0], pair[1])).sum();
      if (theirs != ours) {
        throw new AssertionError("rapidfuzz says %d, Medley %d".formatted(theirs, ours));
      }
      contenders.put(
          "rapidfuzz",
          () -> {
            requests.write("time " + SECONDS + "\n");
            requests.flush();
            return Double.parseDouble(answers.readLine());
          });
    }
    Map<String, Double> medians = medians(contenders);
    double ours = medians.get("medley");
    medians.forEach((name, nanos) -> least.merge(name + size, nanos / ours, Math::min));
    System.out.printf(
        "%5d %-10s %10.2f %10.2f %12.2f %10.2f %8.1f %8.2f%n",
        size,
        kind.name().toLowerCase(Locale.ROOT),
        ours / 1e3,
        medians.get("plain") / 1e3,
        medians.get("commons-text") / 1e3,
        medians.getOrDefault("rapidfuzz", Double.NaN) / 1e3,
        medians.get("plain") / ours,
        medians.getOrDefault("rapidfuzz", Double.NaN) / ours);
  }

  private static Map<String, Double> medians(Map<String, Contender> contenders) throws IOException {
    Map<String, double[]> measured = new LinkedHashMap<>();
    for (Contender warmUp : contenders.values()) {
      warmUp.measure();
      warmUp.measure();
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
        measured.computeIfAbsent(contender.getKey(), n -> new double[ROUNDS])[round] =
            contender.getValue().measure();
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    measured.forEach(
        (name, nanos) -> {
          Arrays.sort(nanos);
          medians.put(name, nanos[ROUNDS / 2]);
        });
    return medians;
  }

  private static Contender timed(List<int[][]> pairs, ToIntFunction<int[][]> distance) {
    return () -> {
      long start = System.nanoTime();
      long calls = 0;
      long sum = 0;
      do {
        for (int[][] pair : pairs) {
          sum += distance.applyAsInt(pair);
        }
        calls += pairs.size();
      } while (System.nanoTime() - start < SECONDS * 1e9);
      if (sum < 0) {
        throw new AssertionError();
      }
      return (double) (System.nanoTime() - start) / calls;
    };
  }

  /** Texts of words drawn as in prose, few of them often; an edit touches one word in five. */
  private static List<int[][]> pairs(int size, Kind kind) {
    Random random = new Random(size);
    List<int[][]> pairs = new ArrayList<>();
    for (int p = 0; p < PAIRS; p++) {
      int[] from = words(random, size);
      int[] to = kind == Kind.UNRELATED ? words(random, size) : edited(from, random);
      pairs.add(new int[][] {from, to});
    }
    return pairs;
  }

  private static int[] edited(int[] from, Random random) {
    List<Integer> to = new ArrayList<>(Arrays.stream(from).boxed().toList());
    for (int edit = 0; edit < from.length / 5; edit++) {
      int at = random.nextInt(to.size());
      switch (random.nextInt(3)) {
        case 0 -> to.add(at, word(random));
        case 1 -> to.remove(at);
        default -> to.set(at, word(random));
      }
    }
    return to.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] words(Random random, int size) {
    int[] words = new int[size];
    Arrays.setAll(words, i -> word(random));
    return words;
  }

  private static int word(Random random) {
    return (int) (Math.exp(random.nextDouble() * Math.log(4000)) - 1);
  }

  private static String text(int[] words) {
    StringBuilder text = new StringBuilder();
    for (int word : words) {
      text.append((char) (256 + word));
    }
    return text.toString();
  }

  private static String json(Double ratio) {
    return ratio == null ? "null" : "%.2f".formatted(ratio);
  }
}
