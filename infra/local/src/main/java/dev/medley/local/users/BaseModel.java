package dev.medley.local.users;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the base would have answered, and what its users would have done; shown to nobody. */
public final class BaseModel {
  private static final int BATCH = 16;

  private BaseModel() {}

  /** What the base's response to each turn's context is worth to its user, in the same order. */
  public static List<EditWorth> worths(Path directory, List<Turn> turns) {
    List<EditWorth> worths = new ArrayList<>();
    if (turns.isEmpty()) {
      return worths;
    }
    try (LanguageModel model = LanguageModel.load(directory, Precision.FLOAT32)) {
      for (int from = 0; from < turns.size(); from += BATCH) {
        List<Turn> batch = turns.subList(from, Math.min(turns.size(), from + BATCH));
        List<String> responses = responses(model, batch);
        for (int i = 0; i < batch.size(); i++) {
          Turn turn = batch.get(i);
          String response = responses.get(i);
          worths.add(EditWorth.of(response, turn.user().react(turn.situation(), response)));
        }
      }
    }
    return worths;
  }

  private static List<String> responses(LanguageModel model, List<Turn> turns) {
    ChatTokenizer tokenizer = model.tokenizer();
    List<int[]> prompts =
        turns.stream().map(turn -> tokenizer.prompt(turn.situation().messages())).toList();
    List<SamplingParameters> greedy =
        Collections.nCopies(turns.size(), SamplingParameters.greedy(Users.RESPONSE_TOKENS));
    return model.generate(prompts, null, greedy).stream().map(GeneratedRow::text).toList();
  }
}
