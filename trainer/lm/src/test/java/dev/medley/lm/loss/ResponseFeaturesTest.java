package dev.medley.lm.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResponseFeaturesTest {
  @TempDir Path folder;

  @Test
  void shouldDescribeAResponseWhateverStandsBesideIt() throws Exception {
    // Given
    try (LanguageModel model =
        LanguageModel.load(TinyModel.LOUD.write(folder), Precision.FLOAT32)) {
      int[] prompt = model.tokenizer().prompt(List.of(new ChatMessage("user", "a mat")));
      Draft first = new Draft(prompt, model.tokenizer().response("a cat"));
      Draft longer = new Draft(prompt, model.tokenizer().response("the cat sat at 14:30"));

      // When
      List<float[]> together = model.features(List.of(first, longer));

      // Then
      float[] alone = model.features(List.of(first)).get(0);
      assertThat(together).hasSize(2);
      assertThat(alone).hasSize(model.config().hiddenSize());
      assertThat(together.get(0)).containsExactly(alone, within(1e-5f));
      assertThat(distance(together.get(0), together.get(1))).isGreaterThan(0.1);
    }
  }

  private static double distance(float[] one, float[] other) {
    double square = 0;
    for (int i = 0; i < one.length; i++) {
      square += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return Math.sqrt(square);
  }
}
