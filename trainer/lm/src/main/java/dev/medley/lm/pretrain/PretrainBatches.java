package dev.medley.lm.pretrain;

import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.corpus.Document;
import dev.medley.lm.corpus.Task;
import dev.medley.lm.decoder.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What is learnt in each step: at first, random sequences that repeat, from which induction heads
 * grow (Olsson et al. 2022), then more and more documents. A step's rows depend on the seed and the
 * step alone.
 */
final class PretrainBatches {
  private static final double ONLY_COPYING = 0.1;
  private static final double COPYING_FADES = 0.4;
  private static final double COPYING_STAYS = 0.03;
  private static final int GROUP = 16;

  private final List<Task> tasks = Task.all();
  private final ChatTokenizer tokenizer;
  private final int vocabulary;
  private final int steps;
  private final int batch;
  private final long seed;
  private int group = -1;
  private List<List<Batch.Row>> grouped = List.of();

  PretrainBatches(ChatTokenizer tokenizer, int vocabulary, int steps, int batch, long seed) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.steps = steps;
    this.batch = batch;
    this.seed = seed;
  }

  List<Batch.Row> rows(int step) {
    if (group != step / GROUP) {
      group = step / GROUP;
      grouped = draw(group);
    }
    return grouped.get(step % GROUP);
  }

  // Rows of alike length share a step.
  private List<List<Batch.Row>> draw(int group) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + group);
    double done = group * GROUP / (double) steps;
    double copying = done < ONLY_COPYING ? 1 : Math.max(COPYING_STAYS, COPYING_FADES - done);
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < GROUP * batch; i++) {
      rows.add(random.nextDouble() < copying ? repeated(random) : document(random));
    }
    rows.sort(Comparator.comparingInt(row -> row.prompt().length + row.response().length));
    List<List<Batch.Row>> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += batch) {
      batches.add(rows.subList(from, from + batch));
    }
    Collections.shuffle(batches, new Random(random.nextLong()));
    return batches;
  }

  private Batch.Row document(RandomGenerator random) {
    Document document = Document.draw(tasks, random);
    return new Batch.Row(
        tokenizer.prompt(document.messages()), tokenizer.response(document.response()));
  }

  private Batch.Row repeated(RandomGenerator random) {
    int length = random.nextInt(4, 24);
    int[] sequence = random.nextBoolean() ? anyTokens(length, random) : stretch(length, random);
    int[] prompt = new int[length + 1];
    prompt[0] = tokenizer.bosId();
    System.arraycopy(sequence, 0, prompt, 1, length);
    // Of random length, so that no head can copy by looking back a fixed distance.
    int[] response = IntStream.range(0, 72).map(i -> sequence[i % length]).toArray();
    return new Batch.Row(prompt, response);
  }

  private int[] anyTokens(int length, RandomGenerator random) {
    return random.ints(length, TokenizerJson.SPECIAL.size(), vocabulary).toArray();
  }

  private int[] stretch(int length, RandomGenerator random) {
    int[] prompt = document(random).prompt();
    int from = random.nextInt(1, prompt.length - length);
    return Arrays.copyOfRange(prompt, from, from + length);
  }
}
