package dev.medley.serving;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.pretrain.BpeTrainer;
import dev.medley.lm.pretrain.FullModel;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** A base of random weights, and adapters over it that change what it says. */
public final class TinyModel {
  static final int POSITIONS = 256;

  private TinyModel() {}

  public static Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    BpeTrainer.train(Stream.of("the cat sat on the mat at 14:30", "a cat, a mat"), 300)
        .write(directory);
    try (FullModel model = FullModel.random(config(directory), 7)) {
      Map<String, float[]> weights = model.exportWeights();
      weights.forEach(
          (name, values) -> {
            for (int i = 0; i < values.length && !name.contains("norm"); i++) {
              values[i] *= 8;
            }
          });
      model.importWeights(weights);
      model.writeHuggingFace(directory);
    }
    return directory;
  }

  private static ModelConfig config(Path directory) {
    try (ChatTokenizer tokenizer = ChatTokenizer.load(directory)) {
      return ModelConfig.llama(
          300, 64, 96, 2, 4, 2, POSITIONS, tokenizer.bosId(), tokenizer.endId(), tokenizer.padId());
    }
  }

  /** A PEFT directory whose matrices are all random. */
  public static Path writeAdapter(LanguageModel model, Path directory, long seed)
      throws IOException {
    Files.createDirectories(directory);
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), seed)) {
      Random random = new Random(seed);
      Map<String, float[]> weights = adapter.exportWeights();
      weights.forEach(
          (name, values) -> {
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) (random.nextGaussian() * 0.3);
            }
          });
      adapter.importWeights(weights);
      adapter.writePeft(directory, "tiny");
    }
    return directory;
  }

  public static LanguageModel load(Path directory) {
    return LanguageModel.load(directory, Precision.FLOAT32);
  }
}
