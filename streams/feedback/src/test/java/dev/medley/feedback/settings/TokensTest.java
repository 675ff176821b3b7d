package dev.medley.feedback.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.schemas.CostUnit;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits counted in a model's tokens. */
final class TokensTest {
  private static final String PADDED =
      """
      {"version": "1.0",
       "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
       "padding": {"strategy": {"Fixed": 16}, "direction": "Right", "pad_to_multiple_of": null,
                   "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
       "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
       "post_processor": null, "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "[UNK]",
                 "vocab": {"[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3, "dog": 4, "sat": 5}}}
      """;

  @TempDir Path folder;

  @Test
  void shouldCountNoPaddingAndCutNothing() throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("tokenizer.json"), PADDED);
    Tokenizer tokenizer = new Tokens(file.toString()).tokenizer();

    // When
    List<String> tokens = tokenizer.tokens("the cat sat the dog sat");

    // Then
    assertThat(tokens).containsExactly("the", "cat", "sat", "the", "dog", "sat");
    assertThat(new EditMeter(tokenizer).charge("the cat", "the dog")).isEqualTo(0.5);
  }

  @Test
  void shouldCountInTokensWhereItHasThem() {
    // When
    Tokens model = new Tokens("/models/tokenizer.json");

    // Then
    assertThat(model.fault(CostUnit.TOKENS)).isEmpty();
    assertThat(new Tokens("treebank").fault(CostUnit.TOKENS).orElseThrow()).contains("treebank");
    assertThat(model.fault(null)).isEmpty();
  }
}
