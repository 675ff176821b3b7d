package dev.medley.learner.bench;

import dev.medley.lm.loss.Example;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Batches of random tokens, shaped as labels are. */
final class Shapes {
  private static final int FIRST_TOKEN = 3;

  private final RandomGenerator random;
  private final int vocabulary;

  Shapes(RandomGenerator random, int vocabulary) {
    this.random = random;
    this.vocabulary = vocabulary;
  }

  /** Rows of so many tokens, all but the first of them targets: nothing to pad, mask or share. */
  List<Example> dense(int rows, int tokens) {
    return batch(rows, () -> new Example(tokens(1), tokens(tokens - 1), null, 0));
  }

  /**
   * Edits: prompt and edited response of {@code shortest} to {@code longest} tokens together,
   * evenly distributed, of which the prompt is 30 to 70 %. The draft differs from its edit in one
   * to four runs of one to eight tokens, anywhere, each replaced by a run of another length.
   */
  List<Example> edits(int rows, int shortest, int longest) {
    return batch(rows, () -> edit(random.nextInt(shortest, longest + 1), longest));
  }

  private Example edit(int length, int longest) {
    int prompt = (int) Math.round(length * random.nextDouble(0.3, 0.7));
    int[] chosen = tokens(length - prompt);
    int[] draft = chosen;
    for (int run = random.nextInt(1, 5); run > 0; run--) {
      int from = random.nextInt(draft.length);
      int to = Math.min(draft.length, from + random.nextInt(1, 9));
      IntStream before = Arrays.stream(draft, 0, from);
      IntStream changed = Arrays.stream(tokens(random.nextInt(1, 9)));
      IntStream after = Arrays.stream(draft, to, draft.length);
      draft =
          Stream.of(before, changed, after)
              .flatMapToInt(part -> part)
              .limit(longest - prompt)
              .toArray();
    }
    return new Example(tokens(prompt), chosen, draft, 0.3f);
  }

  private static List<Example> batch(int rows, Supplier<Example> example) {
    return Stream.generate(example).limit(rows).toList();
  }

  private int[] tokens(int count) {
    return random.ints(count, FIRST_TOKEN, vocabulary).toArray();
  }
}
