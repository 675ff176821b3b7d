package dev.medley.lm.pretrain;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.corpus.Situation;
import dev.medley.lm.corpus.Split;
import dev.medley.lm.corpus.Task;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A base model's greedy, free-running responses to contexts whose values and wordings pre-training
 * never saw, and how good they are.
 *
 * @param unasked responses to contexts that ask for no style
 * @param asked responses to as many contexts, each with a held-out wording that asks for a style
 * @param tokensPerSecond generated, all rows of a batch together
 */
record Evaluation(List<Answer> unasked, List<Answer> asked, double tokensPerSecond) {
  private static final int MAX_TOKENS = 160;
  private static final int BATCH = 50;
  static final String UNPARSED = "none";

  /**
   * A response.
   *
   * @param asked the style that was asked for; empty where none was
   * @param style the style whose text it is; {@value #UNPARSED} where it is none's
   */
  record Answer(Situation situation, String asked, String text, String style) {
    boolean fluent() {
      return !style.equals(UNPARSED);
    }
  }

  /** Evaluates a model; says after each batch how far it is. */
  static Evaluation of(LanguageModel model, int contexts, long seed, PrintStream progress) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Answer> unasked = new ArrayList<>();
    List<Answer> asked = new ArrayList<>();
    long start = System.nanoTime();
    long tokens = 0;
    for (int from = 0; from < contexts; from += BATCH) {
      int rows = Math.min(BATCH, contexts - from);
      tokens += answer(model, rows, false, random, unasked);
      tokens += answer(model, rows, true, random, asked);
      progress.printf("%d of %d contexts%n", from + rows, contexts);
    }
    return new Evaluation(unasked, asked, tokens / ((System.nanoTime() - start) / 1e9));
  }

  private static long answer(
      LanguageModel model, int rows, boolean ask, SplittableRandom random, List<Answer> answers) {
    ChatTokenizer tokenizer = model.tokenizer();
    List<Situation> situations = new ArrayList<>();
    List<String> styles = new ArrayList<>();
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      List<Task> tasks = Task.all();
      Task task = tasks.get(i % tasks.size());
      Situation situation = task.draw(Split.HELD_OUT, random);
      List<ChatMessage> messages = new ArrayList<>(situation.messages());
      String style = ask ? task.styleNames().get(random.nextInt(task.styleNames().size())) : "";
      if (ask) {
        messages.add(0, task.instruction(style, Split.HELD_OUT, random));
      }
      situations.add(situation);
      styles.add(style);
      prompts.add(tokenizer.prompt(messages));
    }
    SamplingParameters greedy = SamplingParameters.greedy(MAX_TOKENS);
    long tokens = 0;
    List<GeneratedRow> responses = model.generate(prompts, null, Collections.nCopies(rows, greedy));
    for (int i = 0; i < rows; i++) {
      Situation situation = situations.get(i);
      String text = responses.get(i).text();
      tokens += responses.get(i).tokens().length;
      String style = situation.styleOf(text).orElse(UNPARSED);
      answers.add(new Answer(situation, styles.get(i), text, style));
    }
    return tokens;
  }

  /** The share of all facts whose value stands in its response, letter for letter. */
  double factsRight() {
    return share(
        factsRightByName().values().stream().flatMap(List::stream).toList(), right -> right);
  }

  /** For each fact's name, whether its value stood in each response that had to tell it. */
  Map<String, List<Boolean>> factsRightByName() {
    Map<String, List<Boolean>> right = new TreeMap<>();
    for (Answer answer : unasked) {
      answer
          .situation()
          .right(answer.text())
          .forEach((name, found) -> right.computeIfAbsent(name, n -> new ArrayList<>()).add(found));
    }
    return right;
  }

  /** The share of responses that are, from beginning to end, text of their task in some style. */
  double fluent() {
    return share(unasked, Answer::fluent);
  }

  /** The share of responses in the style that was asked for. */
  double obeyed() {
    return share(asked, answer -> answer.style().equals(answer.asked()));
  }

  /** The responses of a task in each style. */
  Map<String, Long> styles(String task) {
    return unasked.stream()
        .filter(answer -> answer.situation().task().name().equals(task))
        .collect(groupingBy(Answer::style, TreeMap::new, counting()));
  }

  /** The entropy of the styles in bits, averaged over tasks; log2(5) = 2.32 were all alike. */
  double styleEntropy() {
    return Task.all().stream().collect(averagingDouble(task -> entropy(styles(task.name()))));
  }

  static <T> double share(List<T> all, Predicate<T> counts) {
    return all.stream().collect(averagingDouble(each -> counts.test(each) ? 1 : 0));
  }

  private static double entropy(Map<String, Long> counts) {
    double all = counts.values().stream().mapToLong(count -> count).sum();
    return counts.values().stream()
        .mapToDouble(count -> -count / all * Math.log(count / all) / Math.log(2))
        .sum();
  }
}
