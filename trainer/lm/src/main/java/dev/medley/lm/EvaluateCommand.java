package dev.medley.lm;

import dev.medley.lm.corpus.Situation;
import dev.medley.lm.corpus.Split;
import dev.medley.lm.corpus.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says how well a base model writes each style when asked, and how rightly it copies facts. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Prints, for each task and style, the loss (nats a token) and the share of held-out facts"
            + " that stand rightly in greedy responses.")
public final class EvaluateCommand implements Callable<Integer> {
  private static final int MAX_TOKENS = 128;

  @Option(
      names = "--model",
      defaultValue = "trainer/lm/model",
      description = "Hugging Face directory. Default: ${DEFAULT-VALUE}.")
  private Path directory;

  @Option(
      names = "--contexts",
      defaultValue = "64",
      description = "Contexts per task and style. Default: ${DEFAULT-VALUE}.")
  private int contexts;

  @Option(names = "--seed", defaultValue = "1", description = "Of the contexts. Default: 1.")
  private long seed;

  @Override
  public Integer call() {
    System.out.printf("%-8s %-11s %8s %8s %8s%n", "task", "asked for", "loss", "facts", "ended");
    try (LanguageModel model = LanguageModel.load(directory, Precision.BFLOAT16)) {
      for (Task task : Task.all()) {
        evaluate(model, task, Task.DEFAULT_STYLE, false);
        for (String style : task.styles().keySet()) {
          evaluate(model, task, style, true);
        }
      }
    }
    return 0;
  }

  private void evaluate(LanguageModel model, Task task, String style, boolean asked) {
    ChatTokenizer tokenizer = model.tokenizer();
    SplittableRandom random = new SplittableRandom(seed);
    List<Situation> situations = new ArrayList<>();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < contexts; i++) {
      Situation situation = task.draw(Split.HELD_OUT, random);
      List<ChatMessage> messages = new ArrayList<>(situation.messages());
      if (asked) {
        messages.add(0, new ChatMessage("system", task.styles().get(style).get(0)));
      }
      int[] prompt = tokenizer.prompt(messages);
      int[] response = tokenizer.response(situation.texts(style).get(0));
      situations.add(situation);
      examples.add(new Example(prompt, response, null, 0));
    }
    double loss = model.loss(new Loss.Sft(), examples, null).loss();
    List<int[]> prompts = examples.stream().map(Example::prompt).toList();
    SamplingParameters greedy = SamplingParameters.greedy(MAX_TOKENS);
    double facts = 0;
    int ended = 0;
    try (Generation generation =
        model.generate(prompts, null, Collections.nCopies(contexts, greedy))) {
      while (!generation.finished()) {
        generation.decode(32);
      }
      for (int i = 0; i < contexts; i++) {
        facts += situations.get(i).fidelity(tokenizer.decode(generation.tokens(i)));
        ended += generation.finishReason(i, greedy) == FinishReason.STOP ? 1 : 0;
      }
    }
    String name = asked ? style : "(nothing)";
    System.out.printf(
        Locale.ROOT,
        "%-8s %-11s %8.4f %8.3f %8.3f%n",
        task.name(),
        name,
        loss,
        facts / contexts,
        ended / (double) contexts);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new EvaluateCommand()).execute(args));
  }
}
