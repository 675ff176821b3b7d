package dev.medley.learner;

import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.pretrain.BpeTrainer;
import dev.medley.lm.pretrain.FullModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Writes a small random model. */
public final class TinyBase {
  private TinyBase() {}

  public static Path write(Path base) throws IOException {
    BpeTrainer.train(Stream.of("the cat sat on the mat at 14:30"), 290).write(base);
    try (ChatTokenizer tokenizer = ChatTokenizer.load(base);
        FullModel random =
            FullModel.random(
                ModelConfig.llama(
                    290, 64, 96, 1, 2, 1, 128, tokenizer.bosId(), tokenizer.endId(), 0),
                1)) {
      random.writeHuggingFace(base);
    }
    return base;
  }
}
