package dev.medley.lab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The cost model over the model that ships; {@link Pessimism} measures it with more labels. */
final class PessimismTest {
  @Test
  void shouldDoubtAnswersToOtherContextsAndLittleElse() {
    // Given
    try (LanguageModel model =
        LanguageModel.load(Path.of("..", "lm", "model"), Precision.FLOAT32)) {
      // When
      Pessimism found = Pessimism.measure(model, "email", 40);

      // Then
      assertThat(found.another()).isGreaterThan(0.8);
      assertThat(found.above()).isBetween(0.0, 0.2);
      assertThat(found.rank()).isGreaterThan(0.4);
    }
  }
}
