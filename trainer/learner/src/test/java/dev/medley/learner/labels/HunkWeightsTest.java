package dev.medley.learner.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.pretrain.BpeTrainer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HunkWeightsTest {
  @TempDir Path folder;

  @Test
  void shouldWeighWhatTheUserWrote() throws Exception {
    // Given
    BpeTrainer.train(Stream.of("the cat"), 270).write(folder);
    try (ChatTokenizer tokenizer = ChatTokenizer.load(folder)) {
      String edited = "🎉 é the dog sat";

      // When
      float[] weights = HunkWeights.of(tokenizer, "🎉 e\u0301 the cat sat", edited, 3);

      // Then
      int[] tokens = tokenizer.response(edited);
      assertThat(weights).hasSameSizeAs(tokens);
      StringBuilder written = new StringBuilder();
      for (int i = 0; i < tokens.length; i++) {
        assertThat(weights[i]).isIn(1f, 3f);
        written.append(weights[i] == 3 ? tokenizer.decode(new int[] {tokens[i]}) : "|");
      }
      assertThat(written.toString().replace("|", "").trim()).isEqualTo("dog");
    }
  }
}
