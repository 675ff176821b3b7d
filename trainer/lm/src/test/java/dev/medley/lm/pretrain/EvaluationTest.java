package dev.medley.lm.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.torch.Precision;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
  @Test
  void shouldFindThatTheModelThatShipsIsFaithfulAndFluent() throws Exception {
    // Given
    JsonNode figures;

    // When
    try (LanguageModel model = LanguageModel.load(Path.of("model"), Precision.BFLOAT16)) {
      figures = figures(model, 40);
    }

    // Then
    assertThat(figures.get("factsRight").asDouble()).isGreaterThan(0.9);
    assertThat(figures.get("fluent").asDouble()).isGreaterThan(0.9);
    assertThat(figures.get("styleEntropy").asDouble()).isGreaterThan(1.5);
  }

  private static JsonNode figures(LanguageModel model, int contexts) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Evaluation evaluation = Evaluation.of(model, contexts, 1, out);
    new EvaluationReport(evaluation, out).print();
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }
}
