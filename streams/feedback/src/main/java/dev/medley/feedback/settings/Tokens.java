package dev.medley.feedback.settings;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.edits.Tokenizer;
import dev.medley.schemas.edits.Treebank;
import dev.medley.schemas.edits.Words;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What edits are counted in that don't say it: {@code words}, {@code treebank}, or the tokens of a
 * model, by the path of its {@code tokenizer.json}, which must be there on every task manager.
 */
public record Tokens(String name) implements Serializable {
  public static final Tokens WORDS = new Tokens("words");

  public Tokens {
    if (!name.equals("words") && !name.equals("treebank") && !name.endsWith(".json")) {
      throw new IllegalArgumentException(
          "tokens are '%s': need words, treebank or the path of a tokenizer.json".formatted(name));
    }
  }

  /**
   * Why an edit can't be counted in what it says; empty where it can.
   *
   * @param unit null where it says nothing
   */
  public Optional<String> fault(CostUnit unit) {
    if (unit == CostUnit.UNKNOWN) {
      return Optional.of(
          "costUnit is of a newer schema than this job knows: upgrade the job, then replay");
    }
    return unit == CostUnit.TOKENS && !name.endsWith(".json")
        ? Optional.of(
            "costUnit is TOKENS, and this job's --tokens is %s: give it a tokenizer.json, then replay"
                .formatted(name))
        : Optional.empty();
  }

  /** Fails where the tokens can't be made in this process. */
  public void check() throws Exception {
    if (tokenizer() instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  public Tokenizer tokenizer() {
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
              .optPadding(false)
              .build();
      return new OfModel(model);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read %s: need the tokenizer.json of a model".formatted(file), e);
    }
  }

  private record OfModel(HuggingFaceTokenizer model) implements Tokenizer, AutoCloseable {
    @Override
    public void split(String text, Sink sink) {
      for (String token : model.encode(text).getTokens()) {
        sink.token(token, 0, token.length());
      }
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
