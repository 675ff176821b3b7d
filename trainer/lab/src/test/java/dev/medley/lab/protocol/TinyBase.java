package dev.medley.lab.protocol;

import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.pretrain.BpeTrainer;
import dev.medley.lm.pretrain.FullModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Writes a small random model that takes a context of the tasks. */
final class TinyBase {
  private TinyBase() {}

  static Path write(Path base) throws IOException {
    Stream<String> texts =
        Stream.of("email", "summary")
            .flatMap(task -> Contexts.draw(task, Contexts.Part.LOG, 9, 100).stream())
            .map(situation -> situation.messages().get(0).content());
    BpeTrainer.train(texts, 500).write(base);
    try (ChatTokenizer tokenizer = ChatTokenizer.load(base);
        FullModel random =
            FullModel.random(
                ModelConfig.llama(
                    500, 64, 96, 1, 2, 1, 512, tokenizer.bosId(), tokenizer.endId(), 0),
                1)) {
      random.writeHuggingFace(base);
    }
    return base;
  }
}
