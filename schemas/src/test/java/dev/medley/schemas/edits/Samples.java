package dev.medley.schemas.edits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pairs to measure, in the forms that the contenders take. */
final class Samples {
  private static final int PAIRS = 8;
  private static final int VOCABULARY = 4000;

  /** How both sides of a pair are related. */
  enum Sides {
    EDITED,
    UNRELATED
  }

  private Samples() {}

  /** The same pairs at each call. */
  static List<Pair> pairs(int size, Sides sides) {
    Random random = new Random(size);
    List<Pair> pairs = new ArrayList<>();
    for (int p = 0; p < PAIRS; p++) {
      int[] from = numbers(random, size);
      pairs.add(
          sides == Sides.UNRELATED
              ? new Pair(from, numbers(random, size))
              : Pair.edited(from, size / 5, VOCABULARY, random));
    }
    return pairs;
  }

  /** Drawn as in prose: few of them often. */
  private static int[] numbers(Random random, int size) {
    return IntStream.generate(
            () -> (int) (Math.exp(random.nextDouble() * Math.log(VOCABULARY)) - 1))
        .limit(size)
        .toArray();
  }

  /** Words of five letters, one for each number. */
  static String[] words(int[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(number -> Long.toString(7919L * number + 1_679_616, 36))
        .toArray(String[]::new);
  }

  /** A character for each number. */
  static String text(int[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(number -> String.valueOf((char) (256 + number)))
        .collect(Collectors.joining());
  }
}
