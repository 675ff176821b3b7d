package dev.medley.learner.labels;

import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.chat.Span;
import dev.medley.schemas.edits.Alignment;
import dev.medley.schemas.edits.Hunk;
import dev.medley.schemas.edits.SameText;
import dev.medley.schemas.edits.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Weights of an edited text's tokens: what the user wrote weighs more than what was kept. */
public final class HunkWeights {
  private HunkWeights() {}

  /**
   * One weight for each token of the edited text, its end included: {@code weight} where the token
   * has a character of a word that the edit inserted or put in another's place, else 1.
   */
  public static float[] of(ChatTokenizer tokenizer, String response, String edited, double weight) {
    List<Span> words = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    new Words()
        .split(
            edited,
            (text, start, end) -> {
              words.add(new Span(start, end));
              texts.add(SameText.form(text.substring(start, end)));
            });
    List<Span> written = new ArrayList<>();
    for (Hunk hunk : Alignment.of(Words.of(SameText.form(response)), texts)) {
      if (hunk.kind() != Hunk.Kind.KEPT) {
        written.addAll(words.subList(hunk.toStart(), hunk.toEnd()));
      }
    }
    List<Span> tokens = tokenizer.spans(edited);
    float[] weights = new float[tokens.size() + 1];
    Arrays.fill(weights, 1);
    for (int i = 0; i < tokens.size(); i++) {
      Span token = tokens.get(i);
      if (written.stream().anyMatch(w -> w.start() < token.end() && token.start() < w.end())) {
        weights[i] = (float) weight;
      }
    }
    return weights;
  }
}
