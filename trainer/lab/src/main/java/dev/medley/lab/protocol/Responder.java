package dev.medley.lab.protocol;

import dev.medley.lab.users.Situation;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Greedy responses, as the paper's agent gives them, many at a time. */
public final class Responder {
  private static final int ROWS = 40;

  private Responder() {}

  /**
   * A response to each situation, generated in batches of similar length.
   *
   * @param adapter null for the base
   */
  public static List<String> respond(
      LanguageModel model, LoraAdapter adapter, List<Situation> situations, int tokens) {
    List<int[]> prompts =
        situations.stream().map(s -> model.tokenizer().prompt(s.messages())).toList();
    List<Integer> byLength =
        IntStream.range(0, prompts.size())
            .boxed()
            .sorted(Comparator.comparing(i -> prompts.get(i).length))
            .toList();
    List<String> responses = new ArrayList<>(Collections.nCopies(prompts.size(), ""));
    for (int from = 0; from < byLength.size(); from += ROWS) {
      List<Integer> rows = byLength.subList(from, Math.min(from + ROWS, byLength.size()));
      List<int[]> batch = rows.stream().map(prompts::get).toList();
      List<SamplingParameters> sampling =
          batch.stream().map(p -> greedy(model, p.length, tokens)).toList();
      List<GeneratedRow> generated = model.generate(batch, adapter, sampling);
      for (int i = 0; i < rows.size(); i++) {
        responses.set(rows.get(i), generated.get(i).text());
      }
    }
    return responses;
  }

  public static SamplingParameters greedy(LanguageModel model, int promptTokens, int tokens) {
    return SamplingParameters.greedy(
        Math.min(tokens, model.config().maxPositionEmbeddings() - promptTokens));
  }
}
