package dev.medley.lm;

import dev.medley.lm.corpus.Document;
import dev.medley.lm.corpus.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What is learnt in each step: at first, random sequences that repeat, from which induction heads
 * grow (Olsson et al. 2022), then documents. A step's rows depend on the seed and the step alone.
 */
final class PretrainBatches {
  private static final double COPYING_FIRST = 0.06;
  private static final double COPYING_LATER = 0.05;

  private final List<Task> tasks = Task.all();
  private final ChatTokenizer tokenizer;
  private final int vocabulary;
  private final int steps;
  private final int batch;
  private final long seed;

  PretrainBatches(ChatTokenizer tokenizer, int vocabulary, int steps, int batch, long seed) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.steps = steps;
    this.batch = batch;
    this.seed = seed;
  }

  List<Batch.Row> rows(int step) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + step);
    double done = step / (double) steps;
    double copying = done < COPYING_FIRST ? 1 : COPYING_LATER;
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      rows.add(random.nextDouble() < copying ? repeated(random) : document(random));
    }
    return rows;
  }

  private Batch.Row document(RandomGenerator random) {
    Document document = Document.draw(tasks, random);
    return new Batch.Row(
        tokenizer.prompt(document.messages()), tokenizer.response(document.response()));
  }

  private Batch.Row repeated(RandomGenerator random) {
    int first = ChatTokenizer.SPECIAL.size();
    int[] sequence = random.ints(random.nextInt(4, 24), first, vocabulary).toArray();
    int[] prompt = new int[sequence.length + 1];
    prompt[0] = tokenizer.bosId();
    System.arraycopy(sequence, 0, prompt, 1, sequence.length);
    // Of random length, so that no head can copy by looking back a fixed distance.
    int[] response = IntStream.range(0, 72).map(i -> sequence[i % sequence.length]).toArray();
    return new Batch.Row(prompt, response);
  }
}
