package dev.medley.feedback;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.medley.schemas.edits.Tokenizer;
import dev.medley.schemas.edits.Treebank;
import dev.medley.schemas.edits.Words;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * What edits are counted in: {@code words}, {@code treebank}, or the tokens of a model, by the path
 * of its {@code tokenizer.json}, which must be there on every task manager.
 */
record Tokens(String name) implements Serializable {
  static final Tokens WORDS = new Tokens("words");

  Tokenizer tokenizer() {
    return switch (name) {
      case "words" -> new Words();
      case "treebank" -> new Treebank();
      default -> ofModel(Path.of(name));
    };
  }

  private static Tokenizer ofModel(Path file) {
    try {
      HuggingFaceTokenizer model =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optAddSpecialTokens(false)
              .optTruncation(false)
              .build();
      return (text, sink) -> {
        for (String token : model.encode(text).getTokens()) {
          sink.token(token, 0, token.length());
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the tokens of %s: need words, treebank or a tokenizer.json".formatted(file),
          e);
    }
  }
}
