package dev.medley.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same function as transformers, for each family and each kind of rotary scaling. */
final class ParityTest {
  @TempDir Path scratch;

  static List<Path> models() throws IOException {
    return ParityCase.folders(ParityCase.root());
  }

  @ParameterizedTest
  @MethodSource("models")
  void shouldComputeWhatTransformersDoes(Path directory) throws Exception {
    // Given
    ParityCase parity = ParityCase.read(directory);
    try (LanguageModel model = ParityCase.model(directory, scratch, Precision.FLOAT32)) {
      // When
      double logits = parity.logitsError(model, null);
      double logps = parity.logpsError(model, null);
      int[] greedy = parity.greedy(model, null);

      // Then
      System.out.printf(
          "%-24s logits %.1e, log-probabilities %.1e, %d greedy tokens equal%n",
          directory.getFileName(), logits, logps, greedy.length);
      assertThat(logits).isLessThan(1e-4);
      assertThat(logps).isLessThan(1e-4);
      assertThat(greedy).isNotEmpty().containsExactly(parity.expectedGreedy(model.config()));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void shouldStayNearInBfloat16(Path directory) throws Exception {
    // Given
    ParityCase parity = ParityCase.read(directory);
    try (LanguageModel model = ParityCase.model(directory, scratch, Precision.BFLOAT16)) {
      // When
      double logits = parity.logitsError(model, null);

      // Then
      assertThat(logits).isBetween(1e-4, 0.1);
    }
  }
}
