package dev.medley.lm;

import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.loss.Example;
import dev.medley.lm.pretrain.BpeTrainer;
import dev.medley.lm.pretrain.FullModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A model of random weights, small enough for a test, large enough to have every part. */
public final class TinyModel {
  private TinyModel() {}

  public static Path write(Path directory) throws IOException {
    BpeTrainer.train(Stream.of("the cat sat on the mat at 14:30", "a cat, a mat"), 300)
        .write(directory);
    try (FullModel model = FullModel.random(config(directory), 7)) {
      // Weights of 0.02 would make every token about as likely as any other.
      model.importWeights(louder(model));
      model.writeHuggingFace(directory);
    }
    return directory;
  }

  private static Map<String, float[]> louder(FullModel model) {
    Map<String, float[]> weights = model.exportWeights();
    weights.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length && !name.contains("norm"); i++) {
            values[i] *= 8;
          }
        });
    return weights;
  }

  static ModelConfig config(Path directory) {
    try (ChatTokenizer tokenizer = ChatTokenizer.load(directory)) {
      return ModelConfig.llama(
          300, 64, 96, 2, 4, 2, 128, tokenizer.bosId(), tokenizer.endId(), tokenizer.padId());
    }
  }

  public static List<Example> examples(LanguageModel model) {
    ChatTokenizer tokenizer = model.tokenizer();
    int[] first = tokenizer.prompt(List.of(new ChatMessage("user", "where is the cat?")));
    int[] second = tokenizer.prompt(List.of(new ChatMessage("user", "a mat")));
    int[] mat = tokenizer.response("the cat sat on the mat");
    int[] noon = tokenizer.response("a cat at 14:30");
    int[] yes = tokenizer.response("yes, the mat");
    return List.of(
        new Example(first, mat, noon, 0.5f),
        new Example(second, yes, yes, 0),
        new Example(second, noon, yes, 1.25f));
  }
}
