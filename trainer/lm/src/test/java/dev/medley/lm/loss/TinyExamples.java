package dev.medley.lm.loss;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.chat.ChatTokenizer;
import java.util.List;

/** Three examples in the words of the tiny model. */
public final class TinyExamples {
  private TinyExamples() {}

  public static List<Example> of(LanguageModel model) {
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
