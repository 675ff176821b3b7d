package dev.medley.lm.pretrain;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.corpus.Document;
import dev.medley.lm.corpus.Syllables;
import dev.medley.lm.corpus.Task;
import dev.medley.lm.options.Numbers;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the base model that ships, from text that the project makes up. */
@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains a small Llama on made-up e-mails and summaries, and writes a Hugging Face directory."
            + " Started again on the same folder, it goes on where it was saved.")
public final class PretrainCommand implements Callable<Integer> {
  @Option(names = "--out", required = true, description = "Folder of the model. Required.")
  private Path out;

  @Option(
      names = "--steps",
      converter = Numbers.Count.class,
      defaultValue = "7500",
      description = "Optimiser steps. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--batch",
      converter = Numbers.Count.class,
      defaultValue = "16",
      description = "Documents in a step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--learning-rate",
      converter = Numbers.AboveZero.class,
      defaultValue = "0.004",
      description = "Highest learning rate of Muon and AdamW. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--seed",
      converter = Numbers.Seed.class,
      defaultValue = "1",
      description = "Of weights and documents. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--vocabulary",
      converter = Numbers.Count.class,
      defaultValue = "1536",
      description = "Tokens. Default: ${DEFAULT-VALUE}.")
  private int vocabulary;

  @Option(
      names = "--hidden",
      converter = Numbers.Width.class,
      defaultValue = "256",
      description = "Width; a multiple of 64, a head. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--layers",
      converter = Numbers.Count.class,
      defaultValue = "4",
      description = "Decoder layers. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--save-every",
      converter = Numbers.Count.class,
      defaultValue = "500",
      description = "Steps between saves. Default: ${DEFAULT-VALUE}.")
  private int saveEvery;

  @Option(
      names = "--evaluate",
      description =
          "Trains nothing; prints how the model in --out answers contexts whose values and wordings"
              + " pre-training never saw.")
  private boolean evaluate;

  @Option(
      names = "--contexts",
      converter = Numbers.Count.class,
      defaultValue = "500",
      description = "Contexts to evaluate on. Default: ${DEFAULT-VALUE}.")
  private int contexts;

  @Override
  public Integer call() throws IOException {
    if (evaluate) {
      try (LanguageModel model = LanguageModel.load(out, Precision.BFLOAT16)) {
        new EvaluationReport(Evaluation.of(model, contexts, seed, System.out), System.out).print();
      }
    } else {
      pretrain();
    }
    return 0;
  }

  private void pretrain() throws IOException {
    Files.createDirectories(out);
    if (!Files.exists(out.resolve(ChatTokenizer.FILE))) {
      writeTokenizer();
    }
    try (ChatTokenizer tokenizer = ChatTokenizer.load(out);
        FullModel model = FullModel.random(config(tokenizer), seed);
        Muon optimizer = model.optimizer(new AdamW.Settings(0.9, 0.98, 1e-8, 0.05))) {
      PretrainState state = new PretrainState(out, model, optimizer);
      int first = state.restore();
      PretrainBatches batches = new PretrainBatches(tokenizer, vocabulary, steps, batch, seed);
      new PretrainLoop(model, optimizer, batches, steps, learningRate)
          .run(
              first,
              saveEvery,
              step -> {
                state.save(step);
                model.writeHuggingFace(out);
              });
    }
    System.out.println(out);
  }

  private void writeTokenizer() throws IOException {
    List<Task> tasks = Task.all();
    SplittableRandom random = new SplittableRandom(seed);
    Stream<String> texts =
        Stream.generate(() -> Document.draw(tasks, random))
            .limit(20_000)
            .map(PretrainCommand::text);
    // Syllables first: names are then two or three tokens that no other word is made of.
    Stream<String> syllables =
        Syllables.all().stream().flatMap(s -> Stream.generate(() -> s).limit(20_000));
    BpeTrainer.train(Stream.concat(syllables, texts), vocabulary).write(out);
  }

  private static String text(Document document) {
    String context = document.messages().get(document.messages().size() - 1).content();
    return context + "\n" + document.response();
  }

  private ModelConfig config(ChatTokenizer tokenizer) {
    // Copying is attention's work: twice the usual heads, and a narrower feed-forward layer
    // instead.
    int heads = Math.max(2, hidden / 32);
    return ModelConfig.llama(
            vocabulary,
            hidden,
            2 * hidden,
            layers,
            heads,
            heads / 2,
            512,
            tokenizer.bosId(),
            tokenizer.endId(),
            tokenizer.padId())
        .withHeadDim(64);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new PretrainCommand()).execute(args));
  }
}
